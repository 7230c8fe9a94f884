package kexec.baremetal.internal.memory;

import java.util.List;
import java.util.OptionalLong;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.VirtualAddress;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.memory.MemoryReader;
import kexec.linux.memory.PagemapEntry;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.MemoryCalls;
import kexec.linux.sys.SystemCallException;

/** Maps and locks memory, and looks up where the kernel has put it. */
final class ArenaSource {

  private static final String ATTEMPTED = "taking memory in which content waits for the jump";

  private final LinuxHost host;
  private final MemoryReader reader;

  ArenaSource(LinuxHost host) {
    this.host = host;
    this.reader = new MemoryReader(host.root());
  }

  Arena make() throws KexecException {
    MemoryCalls calls = host.calls();
    try {
      VirtualAddress start = mapAligned(calls);
      boolean complete = false;
      try {
        Arena arena = new Arena(start, locked(calls, start));
        complete = true;
        return arena;
      } finally {
        if (!complete) {
          calls.unmap(start, Arena.BYTES);
        }
      }
    } catch (SystemCallException e) {
      throw new KexecException(
          new Fault(
              "no-staging-memory",
              ATTEMPTED,
              String.valueOf(e.getMessage()),
              "Free memory; where the limit of locked memory is the cause, raise it (ulimit -l) or"
                  + " run as root."),
          e);
    }
  }

  void giveBack(Arena arena) {
    try {
      host.calls().unmap(arena.start(), Arena.BYTES);
    } catch (SystemCallException | KexecException e) {
      throw new IllegalStateException("these addresses are the arena's own", e);
    }
  }

  /** Maps twice as much, and gives back what lies before and behind an aligned arena. */
  private static VirtualAddress mapAligned(MemoryCalls calls) throws SystemCallException {
    VirtualAddress raw = calls.map(MapRequest.memory(2 * Arena.BYTES, LinuxNumbers.MAP_NORESERVE));
    VirtualAddress start = new VirtualAddress((raw.value() + Arena.BYTES - 1) & -Arena.BYTES);
    long before = start.minus(raw);
    if (before > 0) {
      calls.unmap(raw, before);
    }
    if (before < Arena.BYTES) {
      calls.unmap(start.plus(Arena.BYTES), Arena.BYTES - before);
    }
    return start;
  }

  private long[] locked(MemoryCalls calls, VirtualAddress start)
      throws KexecException, SystemCallException {
    try {
      // A huge page is one block of consecutive frames.
      calls.adviseHuge(start, Arena.BYTES);
    } catch (SystemCallException e) {
      // Without them, consecutive frames have to be met by chance.
    }
    calls.lock(start, Arena.BYTES);
    List<PagemapEntry> entries = reader.pagemap(start, Arena.PAGES);
    long[] frames = new long[Arena.PAGES];
    for (int i = 0; i < frames.length; i++) {
      OptionalLong frame = entries.get(i).frame();
      if (frame.isEmpty()) {
        throw hidden(start.plus((long) i * Arena.PAGE_BYTES));
      }
      frames[i] = frame.getAsLong();
    }
    return frames;
  }

  private static NotPermittedException hidden(VirtualAddress page) {
    return new NotPermittedException(
        new Fault(
            "frames-hidden",
            ATTEMPTED,
            "/proc/self/pagemap does not tell in which page frame the locked page at %s lies"
                .formatted(page),
            "Run as root, or with CAP_SYS_ADMIN."));
  }
}

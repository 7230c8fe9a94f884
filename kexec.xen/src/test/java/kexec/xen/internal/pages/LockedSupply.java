package kexec.xen.internal.pages;

import java.nio.ByteBuffer;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.MemoryCalls;
import kexec.linux.sys.SystemCallException;

/**
 * Anonymous memory that is locked. The kernel does not swap it out, but where it compacts memory it
 * may move its pages to other page frames.
 */
public class LockedSupply implements PageSupply {

  private final PageFrames frames;
  private final MemorySource source;

  /**
   * Creates the supply.
   *
   * @param root the running system
   * @param source opens its calls
   */
  public LockedSupply(LinuxRoot root, MemorySource source) {
    this.frames = new PageFrames(root);
    this.source = source;
  }

  /**
   * {@inheritDoc}
   *
   * @throws KexecException with the code {@code no-staging-memory} if it cannot be mapped or
   *     locked, or as the source throws it
   */
  @Override
  public VirtualAddress take(long bytes) throws KexecException {
    MemoryCalls calls = source.open();
    try {
      VirtualAddress start = calls.map(MapRequest.addresses(bytes));
      boolean complete = false;
      try {
        lock(calls, start, bytes);
        complete = true;
        return start;
      } finally {
        if (!complete) {
          calls.giveBack(start, bytes);
        }
      }
    } catch (SystemCallException e) {
      throw new KexecException(
          new Fault(
              "no-staging-memory",
              PageFrames.ATTEMPTED,
              String.valueOf(e.getMessage()),
              "Free memory; where the limit of locked memory is the cause, raise it (ulimit -l) or"
                  + " run as root."),
          e);
    }
  }

  private static void lock(MemoryCalls calls, VirtualAddress start, long bytes)
      throws SystemCallException {
    calls.map(MapRequest.memoryAt(start, bytes));
    calls.lock(start, bytes);
  }

  @Override
  public void giveBack(VirtualAddress start, long bytes) {
    calls().giveBack(start, bytes);
  }

  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    return calls().view(start, length);
  }

  @Override
  public long[] machineFrames(VirtualAddress start, int pages) throws KexecException {
    return frames.of(start, pages);
  }

  /** They were opened when the memory was allocated, so they are present. */
  private MemoryCalls calls() {
    try {
      return source.open();
    } catch (KexecException e) {
      throw new IllegalStateException("memory is taken, so calls could be made", e);
    }
  }
}

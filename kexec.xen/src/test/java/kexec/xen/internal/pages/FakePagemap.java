package kexec.xen.internal.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.ForwardingLinux;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCallException;

/** Real memory with fake locking: the test defines the pagemap. */
public final class FakePagemap extends ForwardingLinux {

  private static final long PAGE = 4096;
  private static final long PRESENT = 1L << 63;

  private final Path pagemap;
  private final FakeFrames frames;
  private final Map<Long, VirtualAddress> byFrame = new HashMap<>();
  private long given;
  private long mapped;
  private boolean out;

  /** Makes a kernel whose pagemap lies below a root, in which there is none before. */
  public FakePagemap(LinuxRoot root, FakeFrames frames) throws KexecException {
    super(RunningLinux.calls());
    this.pagemap = root.resolve("/proc/self/pagemap");
    this.frames = frames;
    try {
      Files.createDirectories(pagemap.getParent());
      Files.createFile(pagemap);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many bytes are currently mapped. */
  public synchronized long mapped() {
    return mapped;
  }

  /** Returns the address of the page that was last locked into one of the kernel's page frames. */
  public synchronized VirtualAddress addressOf(long frame) {
    return Objects.requireNonNull(byFrame.get(frame));
  }

  @Override
  public synchronized VirtualAddress map(MapRequest request) throws SystemCallException {
    VirtualAddress at = super.map(request);
    if ((request.flags() & LinuxNumbers.MAP_FIXED) == 0) {
      mapped += request.length();
    }
    return at;
  }

  @Override
  public synchronized void unmap(VirtualAddress start, long length) throws SystemCallException {
    super.unmap(start, length);
    mapped -= length;
  }

  /** No page can be locked any more. */
  public void runOut() {
    out = true;
  }

  @Override
  public synchronized void lock(VirtualAddress start, long length) throws SystemCallException {
    if (out) {
      throw new SystemCallException(
          new FailedCall(new OtherCall("mlock", "addr=" + start), Errno.ENOMEM.number()));
    }
    int pages = Math.toIntExact(length / PAGE);
    ByteBuffer entries = ByteBuffer.allocate(pages * 8).order(ByteOrder.nativeOrder());
    for (int i = 0; i < pages; i++) {
      long frame = frames.frame(given++);
      byFrame.put(frame, start.plus(i * PAGE));
      entries.putLong(PRESENT | frame);
    }
    try (FileChannel channel = FileChannel.open(pagemap, StandardOpenOption.WRITE)) {
      // Sparse: the file is as long as the address space, and takes a few blocks.
      channel.write(entries.flip(), start.value() / PAGE * 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

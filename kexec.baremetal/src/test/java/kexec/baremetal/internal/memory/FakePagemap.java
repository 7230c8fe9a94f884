package kexec.baremetal.internal.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import kexec.baremetal.internal.FakeKernel;
import kexec.baremetal.internal.FakeTree;
import kexec.baremetal.internal.ForwardingLinux;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCallException;

/** Real memory that is locked in a fake way: the pagemap says what the test wants. */
final class FakePagemap extends ForwardingLinux {

  private static final long PAGE = 4096;
  private static final long PRESENT = 1L << 63;

  private final Path pagemap;
  private final FakeFrames frames;
  private long given;
  private boolean out;

  private FakePagemap(LinuxCalls linux, Path pagemap, FakeFrames frames) {
    super(linux);
    this.pagemap = pagemap;
    this.frames = frames;
  }

  static LinuxHost host(Path directory, FakeFrames frames) throws KexecException {
    FakeTree tree = new FakeTree(directory);
    FakePagemap calls = in(tree, frames);
    return new LinuxHost(tree.root(), () -> calls);
  }

  static FakePagemap in(FakeTree tree, FakeFrames frames) throws KexecException {
    tree.put("/proc/self/pagemap", "");
    return new FakePagemap(
        new FakeKernel(tree, RunningLinux.calls()), tree.path("/proc/self/pagemap"), frames);
  }

  /** No page can be locked any more. */
  void runOut() {
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
      entries.putLong(PRESENT | frames.frame(given++));
    }
    try (FileChannel channel = FileChannel.open(pagemap, StandardOpenOption.WRITE)) {
      // Sparse: the file is as long as the address space, and takes a few blocks.
      channel.write(entries.flip(), start.value() / PAGE * 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package kexec.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.ForwardingLinux;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.Hypercall;
import kexec.xen.internal.hypercall.Privcmd;

/**
 * A hypervisor whose answers are the bytes of an input: at each call it overwrites all memory that
 * was handed to it with the next of them, and returns a number.
 */
final class AnsweringXen extends ForwardingLinux implements Privcmd {

  private static final int ARENA = 1 << 22;
  private static final long START = 0x10000;
  private static final int MOST_PAGES = 1 << 12;
  private static final int PAGE = 4096;

  private final ByteBuffer arena = ByteBuffer.allocateDirect(ARENA).order(ByteOrder.nativeOrder());
  private final ByteBuffer answers;
  private int taken;

  AnsweringXen(byte[] answers) {
    super(null);
    this.answers = ByteBuffer.wrap(answers).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long hypercall(Hypercall call) throws SystemCallException {
    if (answers.remaining() < 2) {
      throw new SystemCallException(new FailedCall(call.told(), Errno.ENOSYS.number()));
    }
    int result = answers.get();
    int length = Math.min(Math.min(answers.get() & 0x7f, answers.remaining()), taken);
    for (int i = 0; i < length; i++) {
      arena.put(i, answers.get());
    }
    if (taken > PAGE) {
      int more = Math.min(Math.min(64, answers.remaining()), taken - PAGE);
      for (int i = 0; i < more; i++) {
        arena.put(PAGE + i, answers.get());
      }
    }
    if (result < 0) {
      throw new SystemCallException(new FailedCall(call.told(), -result));
    }
    return result;
  }

  @Override
  public ForeignPages show(int domain, long[] frames) throws SystemCallException {
    int count = Math.min(frames.length, MOST_PAGES);
    int[] errors = new int[frames.length];
    ByteBuffer pages = ByteBuffer.allocate(count * PAGE);
    pages.put(answers.slice(answers.position(), Math.min(answers.remaining(), pages.capacity())));
    for (int i = count; i < errors.length; i++) {
      errors[i] = Errno.EINVAL.number();
    }
    return new ForeignPages(pages.clear(), errors, () -> {});
  }

  @Override
  public VirtualAddress map(MapRequest request) throws SystemCallException {
    if (request.address().value() != 0) {
      return request.address();
    }
    if (request.length() > ARENA - taken) {
      throw new SystemCallException(
          new FailedCall(new OtherCall("mmap", ""), Errno.ENOMEM.number()));
    }
    VirtualAddress start = new VirtualAddress(START + taken);
    taken += (int) request.length();
    return start;
  }

  @Override
  public void unmap(VirtualAddress start, long length) {
    taken = (int) Math.min(taken, start.value() - START);
  }

  @Override
  public void lock(VirtualAddress start, long length) {
    // All of it stays where it is.
  }

  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    return arena.slice((int) (start.value() - START), length).order(ByteOrder.nativeOrder());
  }
}

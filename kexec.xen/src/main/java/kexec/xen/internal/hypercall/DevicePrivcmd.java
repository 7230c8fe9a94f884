package kexec.xen.internal.hypercall;

import static kexec.xen.internal.hypercall.XenNumbers.IOCTL_PRIVCMD_HYPERCALL;
import static kexec.xen.internal.hypercall.XenNumbers.IOCTL_PRIVCMD_MMAPBATCH_V2;
import static kexec.xen.internal.hypercall.XenNumbers.PRIVCMD_HYPERCALL_BYTES;
import static kexec.xen.internal.hypercall.XenNumbers.PRIVCMD_MMAPBATCH_BYTES;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.memory.PageSize;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;

/** The hypervisor of this kernel, accessed through {@code /dev/xen/privcmd}. */
public final class DevicePrivcmd implements Privcmd {

  /** The path of the device. */
  public static final String PATH = "/dev/xen/privcmd";

  private static final PageSize PAGE = PageSize.KIB_4;

  private final LinuxCalls calls;
  private final Descriptor device;

  /**
   * Creates the access.
   *
   * @param calls the calls of the kernel
   * @param device the open device; the caller closes it
   */
  public DevicePrivcmd(LinuxCalls calls, Descriptor device) {
    this.calls = calls;
    this.device = device;
  }

  @Override
  public long hypercall(Hypercall call) throws SystemCallException {
    byte[] argument = new byte[PRIVCMD_HYPERCALL_BYTES];
    ByteBuffer fields = ByteBuffer.wrap(argument).order(ByteOrder.LITTLE_ENDIAN);
    fields.putLong(call.number());
    call.arguments().forEach(fields::putLong);
    try {
      return calls.ioctl(device, IOCTL_PRIVCMD_HYPERCALL, argument);
    } catch (SystemCallException e) {
      // Reports the hypercall: that it was made by ioctl is of no use to the user.
      throw new SystemCallException(new FailedCall(call.told(), e.failed().errorNumber()));
    }
  }

  @Override
  public ForeignPages show(int domain, long[] frames) throws SystemCallException {
    long bytes = frames.length * PAGE.bytes();
    VirtualAddress start =
        calls.map(
            new MapRequest(
                new VirtualAddress(0),
                bytes,
                LinuxNumbers.PROT_READ,
                LinuxNumbers.MAP_SHARED,
                device.number(),
                0));
    boolean complete = false;
    try {
      int[] errors = showAt(start, domain, frames);
      ForeignPages pages =
          new ForeignPages(
              calls.view(start, Math.toIntExact(bytes)),
              errors,
              () -> calls.giveBack(start, bytes));
      complete = true;
      return pages;
    } finally {
      if (!complete) {
        calls.giveBack(start, bytes);
      }
    }
  }

  private int[] showAt(VirtualAddress start, int domain, long[] frames) throws SystemCallException {
    ByteBuffer numbers = direct(frames.length * Long.BYTES);
    numbers.asLongBuffer().put(frames);
    ByteBuffer errors = direct(frames.length * Integer.BYTES);
    byte[] argument = new byte[PRIVCMD_MMAPBATCH_BYTES];
    ByteBuffer fields = ByteBuffer.wrap(argument).order(ByteOrder.LITTLE_ENDIAN);
    fields.putInt(frames.length).putShort((short) domain).putShort((short) 0);
    fields.putLong(start.value());
    fields.putLong(calls.addressOf(numbers).value());
    fields.putLong(calls.addressOf(errors).value());
    try {
      calls.ioctl(device, IOCTL_PRIVCMD_MMAPBATCH_V2, argument);
    } catch (SystemCallException e) {
      throw new SystemCallException(
          new FailedCall(
              new OtherCall(
                  "mmapbatch", "dom=0x%x, %s machine frames".formatted(domain, frames.length)),
              e.failed().errorNumber()));
    } finally {
      // The kernel reads and writes through addresses that the garbage collector does not see.
      Reference.reachabilityFence(numbers);
      Reference.reachabilityFence(errors);
    }
    int[] each = new int[frames.length];
    errors.asIntBuffer().get(each);
    return each;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

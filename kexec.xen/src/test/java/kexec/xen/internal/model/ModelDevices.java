package kexec.xen.internal.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.ForwardingLinux;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.DevicePrivcmd;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.Hypercall;
import kexec.xen.internal.hypercall.HypercallMemory;
import kexec.xen.internal.hypercall.XenNumbers;

/**
 * A model dom0 with the devices through which a program calls its hypervisor: the structures of the
 * requests are read and written where the program has them (Linux, drivers/xen/privcmd.c).
 * Thread-safe.
 */
public final class ModelDevices extends ForwardingLinux {

  private static final int PRIVCMD_DEVICE = 1_000_001;
  private static final int PAGE = 4096;

  private final ModelDom0 dom0;
  private final ModelXen xen;

  /**
   * Creates the devices.
   *
   * @param dom0 the kernel
   * @param xen the hypervisor below it
   */
  public ModelDevices(ModelDom0 dom0, ModelXen xen) {
    super(dom0);
    this.dom0 = dom0;
    this.xen = xen;
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    if (file.equals(Path.of(DevicePrivcmd.PATH))) {
      return new Descriptor(PRIVCMD_DEVICE, number -> {});
    }
    if (file.equals(Path.of(HypercallMemory.DEVICE)) && dom0.bufferDevice().isPresent()) {
      return dom0.bufferDevice().get();
    }
    return super.openDevice(file);
  }

  /** Memory of this process stands for the frames that are mapped into it. */
  @Override
  public VirtualAddress map(MapRequest request) throws SystemCallException {
    return super.map(
        request.fd() == PRIVCMD_DEVICE ? MapRequest.memory(request.length(), 0) : request);
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument)
      throws SystemCallException {
    if (descriptor.number() != PRIVCMD_DEVICE) {
      return super.ioctl(descriptor, request, argument);
    }
    ByteBuffer fields = ByteBuffer.wrap(argument).order(ByteOrder.LITTLE_ENDIAN);
    return switch (request) {
      case XenNumbers.IOCTL_PRIVCMD_HYPERCALL -> xen.hypercall(hypercall(fields));
      case XenNumbers.IOCTL_PRIVCMD_MMAPBATCH_V2 -> mapBatch(fields);
      default ->
          throw new SystemCallException(
              new FailedCall(
                  new OtherCall("ioctl", "request=0x%x".formatted(request)),
                  Errno.ENOTTY.number()));
    };
  }

  /**
   * Reads the argument of {@code IOCTL_PRIVCMD_HYPERCALL}.
   *
   * @param fields the argument
   * @return the hypercall
   */
  public static Hypercall hypercall(ByteBuffer fields) {
    List<Long> arguments = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      arguments.add(fields.getLong(i * Long.BYTES));
    }
    int number = Math.toIntExact(fields.getLong(0));
    return new Hypercall(number, arguments, new OtherCall("hypercall", "number=" + number));
  }

  private long mapBatch(ByteBuffer fields) throws SystemCallException {
    int count = fields.getInt(0);
    long[] frames = new long[count];
    memory(fields.getLong(16), count * Long.BYTES).asLongBuffer().get(frames);
    try (ForeignPages pages = xen.show(fields.getShort(4), frames)) {
      memory(fields.getLong(8), count * PAGE).put(pages.content());
      ByteBuffer errors = memory(fields.getLong(24), count * Integer.BYTES);
      for (int i = 0; i < count; i++) {
        errors.putInt(pages.isShown(i) ? 0 : -Errno.EINVAL.number());
      }
    }
    return 0;
  }

  private ByteBuffer memory(long address, int length) {
    return view(new VirtualAddress(address), length).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package kexec.xen.internal.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.Hypercall;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.Privcmd;
import kexec.xen.internal.hypercall.XenE820Entry;
import kexec.xen.internal.hypercall.XenNumbers;
import org.jspecify.annotations.Nullable;

/**
 * A hypervisor that reads and writes the structures of its ABI where dom0 has them, byte by byte.
 * Safe for use by several threads: one call at a time, as the real one.
 */
public final class ModelXen implements Privcmd {

  private static final int PAGE = 4096;
  private static final int ENTRIES = 512;

  /** Where the machine-to-physical table lies: frames that are nobody's. */
  private static final long TABLE = 0x100000;

  private final ModelMachine machine;
  private final ModelDom0 dom0;
  private final ModelKexec kexec;
  private final ModelTable table;
  private @Nullable Predicate<Integer> refused;
  private @Nullable Errno refusal;
  private @Nullable Runnable meanwhile;

  /**
   * Creates a hypervisor without images.
   *
   * @param machine its machine
   * @param dom0 its caller
   */
  public ModelXen(ModelMachine machine, ModelDom0 dom0) {
    this.machine = machine;
    this.dom0 = dom0;
    this.table = new ModelTable(machine);
    this.kexec = new ModelKexec(machine, table, dom0);
  }

  /**
   * Refuses some commands of the kexec hypercall from now on.
   *
   * @param commands the commands to refuse
   * @param errno the error returned
   */
  public synchronized void refuse(Predicate<Integer> commands, Errno errno) {
    refused = commands;
    refusal = errno;
  }

  /**
   * Fails the next load after it has begun: a crash image has overwritten a part of the old one.
   *
   * @param errno the error returned
   */
  public synchronized void failNextLoadLate(Errno errno) {
    kexec.failNextLoadLate(errno);
  }

  /**
   * Returns whether a slot is reported as loaded although it is empty, or the other way round.
   *
   * @param type the image's type
   * @return true if so
   */
  public synchronized boolean isToldWrong(ImageType type) {
    return kexec.isToldWrong(type.number());
  }

  /** Stops refusing. */
  public synchronized void refuseNothing() {
    refused = null;
  }

  /**
   * Runs an action during the next load.
   *
   * @param action the action
   */
  public synchronized void duringNextLoad(Runnable action) {
    meanwhile = action;
  }

  /**
   * Returns the content of an image's destinations once it is entered.
   *
   * @param type the image's type; it must be loaded
   * @return for each frame its content
   */
  public synchronized Map<Long, byte[]> memoryAfterJump(ImageType type) {
    return kexec.memoryAfterJump(type.number());
  }

  /**
   * Returns the mode in which an image is entered.
   *
   * @param type the image's type
   * @return {@code EM_*}; nothing where none is loaded
   */
  public synchronized Optional<Integer> arch(ImageType type) {
    return Optional.ofNullable(kexec.image(type.number())).map(ModelImage::arch);
  }

  /**
   * Returns whether the hypervisor itself damaged an image.
   *
   * @param type the image's type; it must be loaded
   * @return true if so
   */
  public synchronized boolean isCorrupted(ImageType type) {
    return kexec.image(type.number()).isCorrupted();
  }

  /** {@return how many frames are free} */
  public synchronized int freeFrames() {
    return kexec.freeFrames();
  }

  @Override
  public synchronized long hypercall(Hypercall call) throws SystemCallException {
    int command = Math.toIntExact(call.arguments().get(0));
    long argument = call.arguments().get(1);
    try {
      return switch (call.number()) {
        case XenNumbers.MEMORY_OP -> memoryOp(command, argument);
        case XenNumbers.KEXEC_OP -> kexecOp(command, argument);
        default -> throw new ModelFault(Errno.ENOSYS);
      };
    } catch (ModelFault e) {
      throw new SystemCallException(new FailedCall(call.told(), e.errno().number()));
    }
  }

  private long kexecOp(int command, long argument) throws ModelFault {
    if (refused != null && refusal != null && refused.test(command)) {
      throw new ModelFault(refusal);
    }
    return switch (command) {
      case XenNumbers.KEXEC_CMD_KEXEC -> kexec.start(argument);
      case XenNumbers.KEXEC_CMD_LOAD_V1 -> loading(() -> kexec.loadV1(argument));
      case XenNumbers.KEXEC_CMD_GET_RANGE -> kexec.getRange(argument);
      case XenNumbers.KEXEC_CMD_LOAD -> loading(() -> kexec.load(argument));
      case XenNumbers.KEXEC_CMD_UNLOAD -> kexec.unload(argument);
      case XenNumbers.KEXEC_CMD_STATUS -> kexec.status(argument);
      // Unknown commands are treated as done.
      default -> 0;
    };
  }

  /** A load. */
  @FunctionalInterface
  private interface Load {
    long run() throws ModelFault;
  }

  private long loading(Load load) throws ModelFault {
    Runnable action = meanwhile;
    meanwhile = null;
    if (action != null) {
      action.run();
    }
    try {
      return load.run();
    } finally {
      kexec.failNextLoadLate(null);
    }
  }

  private long memoryOp(int command, long argument) throws ModelFault {
    return switch (command) {
      case XenNumbers.XENMEM_MAXIMUM_RAM_PAGE -> machine.lastFrame();
      case XenNumbers.XENMEM_MACHINE_MEMORY_MAP -> memoryMap(argument);
      case XenNumbers.XENMEM_MACHPHYS_MFN_LIST -> tableStretches(argument);
      default -> throw new ModelFault(Errno.ENOSYS);
    };
  }

  private long memoryMap(long argument) throws ModelFault {
    ByteBuffer fields = readable(argument, 16);
    List<XenE820Entry> map = machine.map();
    if (fields.getInt(0) < map.size() + 1) {
      throw new ModelFault(Errno.EINVAL);
    }
    ByteBuffer rows = readable(fields.getLong(8), map.size() * 20);
    for (XenE820Entry entry : map) {
      rows.putLong(entry.address()).putLong(entry.size()).putInt(entry.type());
    }
    fields.putInt(0, map.size());
    return 0;
  }

  private long tableStretches(long argument) throws ModelFault {
    ByteBuffer fields = readable(argument, 24);
    int stretches = (table.frames() + ENTRIES * ENTRIES - 1) / (ENTRIES * ENTRIES);
    int count = Math.min(fields.getInt(0), stretches);
    ByteBuffer list = readable(fields.getLong(8), count * Long.BYTES);
    for (int i = 0; i < count; i++) {
      list.putLong(TABLE + (long) i * ENTRIES);
    }
    fields.putInt(16, count);
    return 0;
  }

  private ByteBuffer readable(long address, int length) throws ModelFault {
    ByteBuffer content = dom0.read(address, length);
    if (content.remaining() < length) {
      throw new ModelFault(Errno.EFAULT);
    }
    return content.order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public synchronized ForeignPages show(int domain, long[] frames) throws SystemCallException {
    ByteBuffer pages = ByteBuffer.allocate(frames.length * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    int[] errors = new int[frames.length];
    for (int i = 0; i < frames.length; i++) {
      if (!show(domain, frames[i], pages.slice(i * PAGE, PAGE).order(ByteOrder.LITTLE_ENDIAN))) {
        errors[i] = -Errno.EINVAL.number();
      }
    }
    return new ForeignPages(pages, errors, () -> {});
  }

  private boolean show(int domain, long frame, ByteBuffer page) throws SystemCallException {
    return switch (domain) {
      case XenNumbers.DOMID_XEN -> showTable(frame - TABLE, page);
      case XenNumbers.DOMID_SELF -> showOwn(frame, page);
      default ->
          throw new SystemCallException(
              new FailedCall(new OtherCall("mmapbatch", "dom=" + domain), Errno.ESRCH.number()));
    };
  }

  private boolean showTable(long index, ByteBuffer page) {
    if (index < 0 || index * ENTRIES >= table.frames()) {
      return false;
    }
    for (int i = 0; i < ENTRIES; i++) {
      page.putLong(table.entry(index * ENTRIES + i));
    }
    return true;
  }

  private boolean showOwn(long frame, ByteBuffer page) {
    if (!table.isDom0s(frame)) {
      return false;
    }
    dom0.pageIn(table.entry(frame)).ifPresent(page::put);
    return true;
  }
}

package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;

/**
 * The hypercall that loads images and starts them (Xen, xen/include/public/kexec.h). Thread-safe;
 * the hypervisor itself serialises calls.
 */
public final class KexecOp {

  /** The hypercall's name. */
  public static final String NAME = "kexec_op";

  /** {@code sizeof(xen_kexec_range_t)}: range, nr, size, start. */
  private static final int RANGE_BYTES = 24;

  /** {@code sizeof(xen_kexec_load_v1_t)}: type, page_list[17], indirection_page, start_address. */
  private static final int LOAD_V1_BYTES = 160;

  private static final int INDIRECTION_PAGE = 144;
  private static final int START_ADDRESS = 152;

  /** More processors than any hypervisor supports. */
  private static final int MAX_CPUS = 1 << 16;

  private final Hypervisor hypervisor;

  /**
   * Creates the hypercall.
   *
   * @param hypervisor the hypervisor to call
   */
  public KexecOp(Hypervisor hypervisor) {
    this.hypervisor = hypervisor;
  }

  /**
   * Loads an image of segments. The hypervisor copies it.
   *
   * @param load the image; the content of its segments must be in {@link HypercallBuffer}s
   * @throws SystemCallException if the hypervisor refuses
   */
  public void load(XenLoad load) throws SystemCallException {
    List<XenSegment> segments = load.segments();
    try (HypercallBuffer argument = page();
        HypercallBuffer list = page()) {
      ByteBuffer rows = list.view(0, segments.size() * XenSegment.BYTES);
      for (XenSegment segment : segments) {
        rows.putLong(segment.buf().value()).putLong(segment.bufSize());
        rows.putLong(segment.destMaddr().value()).putLong(segment.destSize());
      }
      ByteBuffer fields = argument.view(0, XenLoad.BYTES);
      fields.put((byte) load.type().number()).put((byte) 0).putShort((short) load.arch());
      fields.putInt(segments.size()).putLong(list.address().value());
      fields.putLong(load.entry().value());
      call(XenNumbers.KEXEC_CMD_LOAD, "kexec_load", load.toString(), argument);
    }
  }

  /**
   * Loads an image as a list of pages of this domain. The hypervisor copies them.
   *
   * @param type the image type
   * @param indirectionPage the start of the list: {@code struct kimage} entries of eight bytes
   * @param entry the entry point
   * @throws SystemCallException if the hypervisor refuses
   */
  public void loadPageList(ImageType type, MachineAddress indirectionPage, MachineAddress entry)
      throws SystemCallException {
    try (HypercallBuffer argument = page()) {
      ByteBuffer fields = argument.view(0, LOAD_V1_BYTES);
      // The hypervisor ignores the preceding page_list since it relocates by itself.
      fields.putInt(0, type.number());
      fields.putLong(INDIRECTION_PAGE, indirectionPage.value());
      fields.putLong(START_ADDRESS, entry.value());
      call(
          XenNumbers.KEXEC_CMD_LOAD_V1,
          "kexec_load_v1",
          "type=%s, indirection_page=%s, start_address=%s".formatted(type, indirectionPage, entry),
          argument);
    }
  }

  /**
   * Unloads an image.
   *
   * @param type the image type
   * @throws SystemCallException if the hypervisor refuses
   */
  public void unload(ImageType type) throws SystemCallException {
    ofType(XenNumbers.KEXEC_CMD_UNLOAD, "kexec_unload", type);
  }

  /**
   * {@return the hypervisor's answer to whether an image is loaded: in fact, whether the total
   * number of loads and unloads is odd}
   *
   * @param type the image type
   * @throws SystemCallException if the hypervisor refuses
   */
  public boolean status(ImageType type) throws SystemCallException {
    return ofType(XenNumbers.KEXEC_CMD_STATUS, "kexec_status", type) != 0;
  }

  /**
   * Starts an image. Does not return if one is loaded.
   *
   * @param type the image type
   * @throws SystemCallException if the hypervisor refuses
   */
  public void start(ImageType type) throws SystemCallException {
    try (HypercallBuffer argument = page()) {
      argument.view(0, Integer.BYTES).putInt(type.number());
      call(XenNumbers.KEXEC_CMD_KEXEC, "kexec", "type=" + type, argument);
    }
  }

  /**
   * {@return the region reserved for crash kernels, or empty if none is reserved}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public Optional<Range<MachineAddress>> crashRegion() throws SystemCallException {
    return range(XenNumbers.RANGE_CRASH, 0);
  }

  /**
   * {@return the region of the hypervisor's own code and data}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public Optional<Range<MachineAddress>> xen() throws SystemCallException {
    return range(XenNumbers.RANGE_XEN, 0);
  }

  /**
   * {@return the location of the ELF note that describes the hypervisor to readers of dumps}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public Optional<Range<MachineAddress>> vmcoreinfo() throws SystemCallException {
    return range(XenNumbers.RANGE_VMCOREINFO, 0);
  }

  /**
   * {@return the location of the ELF notes to which a crash writes a processor's registers, or
   * empty if there is no room for them}
   *
   * @param cpu the processor, counted from 0
   * @throws SystemCallException with {@code ERANGE} if there is no such processor, and with {@code
   *     EINVAL} if no memory is reserved for crash kernels
   */
  public Optional<Range<MachineAddress>> cpuNotes(int cpu) throws SystemCallException {
    return range(XenNumbers.RANGE_CPU, cpu);
  }

  /**
   * {@return the note locations of all processors, including those not yet present, ascending by
   * processor; empty if no memory is reserved for crash kernels}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public List<Range<MachineAddress>> allCpuNotes() throws SystemCallException {
    List<Range<MachineAddress>> notes = new ArrayList<>();
    try {
      for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
        cpuNotes(cpu).ifPresent(notes::add);
      }
    } catch (SystemCallException e) {
      // Not an error of the call that provides memory for the argument.
      boolean isAnswer = e.failed().call().name().equals(NAME);
      if (!isAnswer
          || (!e.failed().isBecauseOf(Errno.ERANGE) && !e.failed().isBecauseOf(Errno.EINVAL))) {
        throw e;
      }
    }
    return List.copyOf(notes);
  }

  /**
   * {@return a range, or empty if there is none}
   *
   * @throws SystemCallException if the hypervisor refuses, and with {@code EOVERFLOW} if it answers
   *     with a range beyond all addresses
   */
  private Optional<Range<MachineAddress>> range(int which, int nr) throws SystemCallException {
    String told = "range=%s, nr=%s".formatted(which, nr);
    try (HypercallBuffer argument = page()) {
      ByteBuffer fields = argument.view(0, RANGE_BYTES);
      fields.putInt(0, which).putInt(4, nr);
      call(XenNumbers.KEXEC_CMD_GET_RANGE, "kexec_get_range", told, argument);
      long size = fields.getLong(8);
      long start = fields.getLong(16);
      if (size == 0) {
        return Optional.empty();
      }
      if (Long.compareUnsigned(start + size, start) < 0) {
        throw new SystemCallException(
            new FailedCall(
                new OtherCall(
                    "kexec_op",
                    "kexec_get_range, %s, answered with 0x%x bytes from 0x%x on"
                        .formatted(told, size, start)),
                Errno.EOVERFLOW.number()));
      }
      return Optional.of(Range.machine(start, start + size));
    }
  }

  /** {@code xen_kexec_unload_t} and {@code xen_kexec_status_t}: one byte. */
  private long ofType(int command, String name, ImageType type) throws SystemCallException {
    try (HypercallBuffer argument = page()) {
      argument.view(0, 1).put((byte) type.number());
      return call(command, name, "type=" + type, argument);
    }
  }

  /** Every argument, and every list of segments, is shorter than a page. */
  private HypercallBuffer page() throws SystemCallException {
    return hypervisor.memory().page();
  }

  private long call(int command, String name, String told, HypercallBuffer argument)
      throws SystemCallException {
    return hypervisor
        .privcmd()
        .hypercall(
            new Hypercall(
                XenNumbers.KEXEC_OP,
                List.of((long) command, argument.address().value()),
                new OtherCall(NAME, name + ", " + told)));
  }
}

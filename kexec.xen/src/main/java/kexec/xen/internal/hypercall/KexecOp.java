package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.linux.sys.Errno;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;

/**
 * The hypercall by which the hypervisor takes images and starts them (Xen,
 * xen/include/public/kexec.h). Safe for use by several threads; the hypervisor itself makes a
 * second call wait for the first.
 */
public final class KexecOp {

  /** {@code sizeof(xen_kexec_range_t)}: range, nr, size, start. */
  private static final int RANGE_BYTES = 24;

  /** {@code sizeof(xen_kexec_load_v1_t)}: type, page_list[17], indirection_page, start_address. */
  private static final int LOAD_V1_BYTES = 160;

  private static final int INDIRECTION_PAGE = 144;
  private static final int START_ADDRESS = 152;

  /** More processors than any hypervisor is built for. */
  private static final int MAX_CPUS = 1 << 16;

  private final Hypervisor hypervisor;

  /**
   * Makes it.
   *
   * @param hypervisor whom to call
   */
  public KexecOp(Hypervisor hypervisor) {
    this.hypervisor = hypervisor;
  }

  /**
   * Hands an image of segments over. The hypervisor copies it.
   *
   * @param load the image; the content of its segments must be in {@link HypercallBuffer}s
   * @throws SystemCallException if the hypervisor refuses
   */
  public void load(XenLoad load) throws SystemCallException {
    List<XenSegment> segments = load.segments();
    try (HypercallBuffer argument = buffer(XenLoad.BYTES);
        HypercallBuffer list = buffer(segments.size() * XenSegment.BYTES)) {
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
   * Hands an image over as a list of pages of this domain. The hypervisor copies them.
   *
   * @param type which image it becomes
   * @param indirectionPage where the list begins: {@code struct kimage} entries of eight bytes
   * @param entry where it is entered
   * @throws SystemCallException if the hypervisor refuses
   */
  public void loadPageList(ImageType type, MachineAddress indirectionPage, MachineAddress entry)
      throws SystemCallException {
    try (HypercallBuffer argument = buffer(LOAD_V1_BYTES)) {
      ByteBuffer fields = argument.view(0, LOAD_V1_BYTES);
      // The page_list before these two is not looked at since the hypervisor relocates by itself.
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
   * Takes an image out.
   *
   * @param type which
   * @throws SystemCallException if the hypervisor refuses
   */
  public void unload(ImageType type) throws SystemCallException {
    ofType(XenNumbers.KEXEC_CMD_UNLOAD, "kexec_unload", type);
  }

  /**
   * Asks whether an image is loaded. What the hypervisor answers is whether loads and unloads
   * together were odd in number.
   *
   * @param type which
   * @return its answer
   * @throws SystemCallException if the hypervisor refuses
   */
  public boolean status(ImageType type) throws SystemCallException {
    return ofType(XenNumbers.KEXEC_CMD_STATUS, "kexec_status", type) != 0;
  }

  /**
   * Starts an image. Does not return if one is loaded.
   *
   * @param type which
   * @throws SystemCallException if the hypervisor refuses
   */
  public void start(ImageType type) throws SystemCallException {
    try (HypercallBuffer argument = buffer(Integer.BYTES)) {
      argument.view(0, Integer.BYTES).putInt(type.number());
      call(XenNumbers.KEXEC_CMD_KEXEC, "kexec", "type=" + type, argument);
    }
  }

  /**
   * Asks where the memory is that is reserved for crash kernels.
   *
   * @return the region, or nothing where none is reserved
   * @throws SystemCallException if the hypervisor refuses
   */
  public Optional<Range<MachineAddress>> crashRegion() throws SystemCallException {
    return range(XenNumbers.RANGE_CRASH, 0);
  }

  /**
   * Asks where the hypervisor's own code and data lie.
   *
   * @return the region
   * @throws SystemCallException if the hypervisor refuses
   */
  public Optional<Range<MachineAddress>> xen() throws SystemCallException {
    return range(XenNumbers.RANGE_XEN, 0);
  }

  /**
   * Asks where the hypervisor describes itself to readers of dumps.
   *
   * @return where the ELF note lies
   * @throws SystemCallException if the hypervisor refuses
   */
  public Optional<Range<MachineAddress>> vmcoreinfo() throws SystemCallException {
    return range(XenNumbers.RANGE_VMCOREINFO, 0);
  }

  /**
   * Asks where a processor's registers are written in a crash.
   *
   * @param cpu the processor, counted from 0
   * @return where its ELF notes lie, or nothing where there is no room for them
   * @throws SystemCallException with {@code ERANGE} where there is no such processor, and with
   *     {@code EINVAL} where no memory is reserved for crash kernels
   */
  public Optional<Range<MachineAddress>> cpuNotes(int cpu) throws SystemCallException {
    return range(XenNumbers.RANGE_CPU, cpu);
  }

  /**
   * Asks for the notes of all processors, those that are not there yet included.
   *
   * @return the places, ascending by processor; none where no memory is reserved for crash kernels
   * @throws SystemCallException if the hypervisor refuses
   */
  public List<Range<MachineAddress>> allCpuNotes() throws SystemCallException {
    List<Range<MachineAddress>> notes = new ArrayList<>();
    try {
      for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
        cpuNotes(cpu).ifPresent(notes::add);
      }
    } catch (SystemCallException e) {
      if (!e.failed().isBecauseOf(Errno.ERANGE) && !e.failed().isBecauseOf(Errno.EINVAL)) {
        throw e;
      }
    }
    return List.copyOf(notes);
  }

  private Optional<Range<MachineAddress>> range(int which, int nr) throws SystemCallException {
    try (HypercallBuffer argument = buffer(RANGE_BYTES)) {
      ByteBuffer fields = argument.view(0, RANGE_BYTES);
      fields.putInt(0, which).putInt(4, nr);
      call(
          XenNumbers.KEXEC_CMD_GET_RANGE,
          "kexec_get_range",
          "range=%d, nr=%d".formatted(which, nr),
          argument);
      long size = fields.getLong(8);
      MachineAddress start = new MachineAddress(fields.getLong(16));
      return size == 0 ? Optional.empty() : Optional.of(Range.ofSize(start, size));
    }
  }

  /** {@code xen_kexec_unload_t} and {@code xen_kexec_status_t}: one byte. */
  private long ofType(int command, String name, ImageType type) throws SystemCallException {
    try (HypercallBuffer argument = buffer(1)) {
      argument.view(0, 1).put((byte) type.number());
      return call(command, name, "type=" + type, argument);
    }
  }

  private HypercallBuffer buffer(int bytes) throws SystemCallException {
    // A list may be empty; memory of no bytes is not to be had.
    return hypervisor.memory().allocate(Math.max(bytes, 1));
  }

  private long call(int command, String name, String told, HypercallBuffer argument)
      throws SystemCallException {
    return hypervisor
        .privcmd()
        .hypercall(
            new Hypercall(
                XenNumbers.KEXEC_OP,
                List.of((long) command, argument.address().value()),
                new OtherCall("kexec_op", name + ", " + told)));
  }
}

package kexec.xen.internal.hypercall;

/**
 * Constants of the hypervisor's interface to dom0, all part of its stable ABI (Xen,
 * xen/include/public), and of the Linux device that provides it (Linux,
 * include/uapi/xen/privcmd.h). Little-endian, 64-bit domains.
 */
public final class XenNumbers {

  /** xen.h: {@code __HYPERVISOR_memory_op}. */
  public static final int MEMORY_OP = 12;

  /** xen.h: {@code __HYPERVISOR_kexec_op}. */
  public static final int KEXEC_OP = 37;

  /** kexec.h: {@code KEXEC_CMD_kexec}: starts an image. */
  public static final int KEXEC_CMD_KEXEC = 0;

  /** kexec.h until Xen 4.22: {@code KEXEC_CMD_kexec_load_v1}. */
  public static final int KEXEC_CMD_LOAD_V1 = 1;

  /** kexec.h: {@code KEXEC_CMD_kexec_get_range}. */
  public static final int KEXEC_CMD_GET_RANGE = 3;

  /** kexec.h: {@code KEXEC_CMD_kexec_load}, since Xen 4.4. */
  public static final int KEXEC_CMD_LOAD = 4;

  /** kexec.h: {@code KEXEC_CMD_kexec_unload}, since Xen 4.4. */
  public static final int KEXEC_CMD_UNLOAD = 5;

  /** kexec.h: {@code KEXEC_CMD_kexec_status}, since Xen 4.9. */
  public static final int KEXEC_CMD_STATUS = 6;

  /** kexec.h: {@code KEXEC_RANGE_MA_CRASH}. */
  public static final int RANGE_CRASH = 0;

  /** kexec.h: {@code KEXEC_RANGE_MA_XEN}. */
  public static final int RANGE_XEN = 1;

  /** kexec.h: {@code KEXEC_RANGE_MA_CPU}. */
  public static final int RANGE_CPU = 2;

  /** kexec.h: {@code KEXEC_RANGE_MA_VMCOREINFO}. */
  public static final int RANGE_VMCOREINFO = 6;

  /** elf.h: {@code EM_386}: the image is entered in 32-bit protected mode, without paging. */
  public static final int EM_386 = 3;

  /** elf.h: {@code EM_X86_64}: the image is entered in long mode. */
  public static final int EM_X86_64 = 62;

  /**
   * The exclusive upper bound of the number of segments: {@code KEXEC_SEGMENT_MAX} of Xen's own
   * kimage.h.
   */
  public static final int KEXEC_SEGMENT_MAX = 16;

  /** memory.h: {@code XENMEM_maximum_ram_page}: the last machine frame that is RAM. */
  public static final int XENMEM_MAXIMUM_RAM_PAGE = 2;

  /** memory.h: {@code XENMEM_machphys_mfn_list}: the location of the machine-to-physical table. */
  public static final int XENMEM_MACHPHYS_MFN_LIST = 5;

  /** memory.h: {@code XENMEM_machine_memory_map}: the machine's own E820 map. */
  public static final int XENMEM_MACHINE_MEMORY_MAP = 10;

  /** xen.h: {@code DOMID_SELF}. */
  public static final int DOMID_SELF = 0x7ff0;

  /** xen.h: {@code DOMID_XEN}: the owner of what the hypervisor exposes of itself. */
  public static final int DOMID_XEN = 0x7ff2;

  /** privcmd.h: {@code IOCTL_PRIVCMD_HYPERCALL}. */
  public static final int IOCTL_PRIVCMD_HYPERCALL = 0x305000;

  /** privcmd.h: {@code IOCTL_PRIVCMD_MMAPBATCH_V2}. */
  public static final int IOCTL_PRIVCMD_MMAPBATCH_V2 = 0x205004;

  /** {@code sizeof(struct privcmd_hypercall)}: the number, then five arguments. */
  public static final int PRIVCMD_HYPERCALL_BYTES = 48;

  /** {@code sizeof(struct privcmd_mmapbatch_v2)}. */
  public static final int PRIVCMD_MMAPBATCH_BYTES = 32;

  private XenNumbers() {}
}

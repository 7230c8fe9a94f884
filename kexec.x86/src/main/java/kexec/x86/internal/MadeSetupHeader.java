package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.base.kernel.ElfKernel;

/**
 * Creates the setup header for a kernel that has none: what a bzImage of the same kernel would
 * contain.
 */
final class MadeSetupHeader {

  /** Boot protocol 2.15, the newest when this was written. */
  private static final int VERSION = 0x20f;

  /** {@code initrd_addr_max} of every x86_64 bzImage. */
  static final long INITRD_ADDR_MAX = 0x7fffffff;

  /** COMMAND_LINE_SIZE of x86_64 is 2048, with the NUL. */
  static final long CMDLINE_SIZE = 2047;

  /** A short jump over the header, up to the end of {@code handover_offset}. */
  private static final int JUMP = 0x66eb;

  private static final int END = 0x268;

  private MadeSetupHeader() {}

  /** Creates the header, from {@link SetupHeader#START} on. */
  static ByteBuffer of(ElfKernel kernel) {
    ByteBuffer page = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
    SetupField.BOOT_FLAG.put(page, SetupHeader.BOOT_FLAG);
    SetupField.JUMP.put(page, JUMP);
    SetupField.HEADER.put(page, SetupHeader.MAGIC);
    SetupField.VERSION.put(page, VERSION);
    SetupField.VID_MODE.put(page, 0xffff);
    SetupField.LOADFLAGS.put(page, SetupHeader.LOADED_HIGH);
    SetupField.INITRD_ADDR_MAX.put(page, INITRD_ADDR_MAX);
    SetupField.KERNEL_ALIGNMENT.put(page, LinuxKernel.TWO_MIB);
    SetupField.RELOCATABLE_KERNEL.put(page, 1);
    SetupField.XLOADFLAGS.put(
        page, SetupHeader.XLF_KERNEL_64 | SetupHeader.XLF_CAN_BE_LOADED_ABOVE_4G);
    SetupField.CMDLINE_SIZE.put(page, CMDLINE_SIZE);
    SetupField.PREF_ADDRESS.put(page, kernel.start());
    SetupField.INIT_SIZE.put(page, kernel.size());
    return page.slice(SetupHeader.START, END - SetupHeader.START).asReadOnlyBuffer();
  }
}

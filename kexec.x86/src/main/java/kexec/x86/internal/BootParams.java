package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.base.kernel.Align;
import kexec.base.kernel.CommandLine;
import org.jspecify.annotations.Nullable;

/**
 * The parameters passed to the kernel: {@code struct boot_params} in its page, then the command
 * line, then the {@code setup_data} for EFI and for the memory map entries that do not fit into the
 * page. Offsets: Linux's Documentation/arch/x86/zero-page.rst; {@code setup_data}: boot.rst.
 *
 * @param lineRoom bytes for the command line, with its NUL
 * @param entries the number of memory map entries
 * @param handOver what the running system passes to the next one
 */
record BootParams(int lineRoom, int entries, HandOver handOver) {

  /** Bytes of {@code struct boot_params}. */
  static final int PAGE = 4096;

  private static final int EXT_RAMDISK_IMAGE = 0xc0;
  private static final int EXT_RAMDISK_SIZE = 0xc4;
  private static final int EXT_CMD_LINE_PTR = 0xc8;
  private static final int E820_ENTRIES = 0x1e8;
  private static final int E820_TABLE = 0x2d0;
  private static final int E820_MAX_ENTRIES = 128;

  /** {@code setup_data}: u64 next, u32 type, u32 len, data. */
  static final int SETUP_DATA_HEADER = 16;

  private static final int SETUP_E820_EXT = 1;

  /** {@code type_of_loader}: boot loader id 0xD is kexec-tools, version 0. */
  private static final int KEXEC_LOADER = 0xd0;

  /**
   * The content of the parameters.
   *
   * @param place their address
   * @param kernel the kernel's address
   * @param initrd the initrd's place, not rounded to pages; null if there is none
   * @param commandLine the final command line
   * @param memory the memory map
   */
  record Told(
      MachineAddress place,
      MachineAddress kernel,
      @Nullable Range<MachineAddress> initrd,
      CommandLine commandLine,
      List<E820Entry> memory) {}

  /** {@return the total size in bytes, which does not depend on the content} */
  int size() {
    return efiAt() + handOver.efi().map(EfiHandOver::size).orElse(0);
  }

  private int entriesAt() {
    return (int) Align.up((long) PAGE + lineRoom, 8);
  }

  private int efiAt() {
    int beyond = entries - E820_MAX_ENTRIES;
    int map = beyond > 0 ? SETUP_DATA_HEADER + beyond * E820Entry.SIZE : 0;
    return (int) Align.up((long) entriesAt() + map, 8);
  }

  /**
   * Builds the parameters.
   *
   * @param setupHeader from {@link SetupHeader#START} on
   * @return {@link #size} bytes
   */
  byte[] build(ByteBuffer setupHeader, Told told) {
    ByteBuffer all = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    handOver.into(all);
    all.put(SetupHeader.START, setupHeader, 0, setupHeader.limit());
    loader(all, told);
    initrd(all, told.initrd());
    commandLine(all, told);
    setupData(all, told.place().value(), memory(all, told));
    return all.array();
  }

  private static void loader(ByteBuffer all, Told told) {
    SetupField.TYPE_OF_LOADER.put(all, KEXEC_LOADER);
    long loadflags = SetupField.LOADFLAGS.get(all);
    SetupField.LOADFLAGS.put(
        all, (loadflags | SetupHeader.LOADED_HIGH) & ~SetupHeader.CAN_USE_HEAP);
    // The 32-bit entry, which does not exist for a kernel above 4 GiB.
    long kernel = told.kernel().value();
    SetupField.CODE32_START.put(all, kernel < LinuxKernel.FOUR_GIB ? kernel : 0);
  }

  private static void initrd(ByteBuffer all, @Nullable Range<MachineAddress> initrd) {
    long image = initrd == null ? 0 : initrd.start().value();
    long size = initrd == null ? 0 : initrd.size();
    SetupField.RAMDISK_IMAGE.put(all, image);
    SetupField.RAMDISK_SIZE.put(all, size);
    all.putInt(EXT_RAMDISK_IMAGE, (int) (image >>> 32));
    all.putInt(EXT_RAMDISK_SIZE, (int) (size >>> 32));
  }

  private static void commandLine(ByteBuffer all, Told told) {
    all.put(PAGE, told.commandLine().bytes());
    long pointer = told.place().plus(PAGE).value();
    SetupField.CMD_LINE_PTR.put(all, pointer);
    all.putInt(EXT_CMD_LINE_PTR, (int) (pointer >>> 32));
  }

  /** {@return the entries that do not fit into the page} */
  private static List<E820Entry> memory(ByteBuffer all, Told told) {
    List<E820Entry> entries = told.memory();
    int inPage = Math.min(entries.size(), E820_MAX_ENTRIES);
    all.put(E820_ENTRIES, (byte) inPage);
    all.position(E820_TABLE);
    entries.subList(0, inPage).forEach(entry -> entry.put(all));
    return entries.subList(inPage, entries.size());
  }

  private void setupData(ByteBuffer all, long start, List<E820Entry> beyond) {
    long first = 0;
    if (handOver.efi().isPresent()) {
      handOver.efi().get().put(all, efiAt(), start, first);
      first = start + efiAt();
    }
    if (!beyond.isEmpty()) {
      all.position(entriesAt());
      all.putLong(first).putInt(SETUP_E820_EXT).putInt(beyond.size() * E820Entry.SIZE);
      beyond.forEach(entry -> entry.put(all));
      first = start + entriesAt();
    }
    SetupField.SETUP_DATA.put(all, first);
  }
}

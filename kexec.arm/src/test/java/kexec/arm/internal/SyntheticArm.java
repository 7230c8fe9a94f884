package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeReader;
import kexec.base.fdt.DeviceTreeWriter;
import kexec.base.fdt.TreeNode;
import kexec.base.fdt.TreeProperty;
import kexec.tck.boot.RecordedImage;

/** Kernels and machines with the offsets of the specifications as plain numbers. */
public final class SyntheticArm {

  static final String VERSION = "6.1.0-test (somebody@somewhere) #1 SMP";
  static final long RAM = 0x40000000;

  private final ByteBuffer file;

  private SyntheticArm(int size) {
    file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < size; at++) {
      file.put(at, (byte) (at * 31 + 7));
    }
  }

  /** An Image of 0x3000 bytes that needs 0x8000. */
  public static SyntheticArm image() {
    SyntheticArm image = new SyntheticArm(0x3000);
    image.u64(8, 0).u64(16, 0x8000).u64(24, 0xa).u32(56, 0x644d5241);
    return image.text(0x1100, "Linux version " + VERSION + "\0");
  }

  /** A vmlinux whose only segment is an Image at the kernel's virtual address. */
  public static SyntheticArm elf64() {
    SyntheticArm elf = new SyntheticArm(0x4000);
    elf.u32(0, 0x464c457f).u8(4, 2).u8(5, 1).u8(6, 1).u16(16, 2).u16(18, 183).u32(20, 1);
    elf.u64(24, 0xffff800008000000L).u64(32, 64).u16(52, 64).u16(54, 56).u16(56, 1);
    elf.u32(64, 1).u32(68, 7).u64(72, 0x1000).u64(80, 0xffff800008000000L);
    elf.u64(88, 0xffff800008000000L).u64(96, 0x3000).u64(104, 0x8000).u64(112, 0x10000);
    elf.file.put(0x1000, image().bytes());
    return elf;
  }

  /** A zImage of 0x1000 bytes with an extension table: 0x4000 bytes of kernel, 0x1000 of BSS. */
  public static SyntheticArm zImage() {
    SyntheticArm image = new SyntheticArm(0x1000);
    image.u32(0x24, 0x016f2818).u32(0x28, 0).u32(0x2c, 0x1000).u32(0x30, 0x04030201);
    image.u32(0x34, 0x45454545).u32(0x38, 0x100);
    image.u32(0x100, 2).u32(0x104, 0x5a534c4b).u32(0x108, 0xffc).u32(0x10c, 0x1000).u32(0x110, 0);
    return image.u32(0xffc, 0x4000);
  }

  /** A vmlinux for 32 bits with one segment at 0xc0208000. */
  public static SyntheticArm elf32() {
    SyntheticArm elf = new SyntheticArm(0x3000);
    elf.u32(0, 0x464c457f).u8(4, 1).u8(5, 1).u8(6, 1).u16(16, 2).u16(18, 40).u32(20, 1);
    elf.u32(24, 0xc0208000L).u32(28, 52).u16(40, 52).u16(42, 32).u16(44, 1);
    elf.u32(52, 1).u32(56, 0x1000).u32(60, 0xc0208000L).u32(64, 0xc0208000L);
    elf.u32(68, 0x2000).u32(72, 0x5000).u32(76, 7).u32(80, 0x10000);
    return elf.text(0x1100, "Linux version " + VERSION + "\0");
  }

  SyntheticArm text(int offset, String text) {
    file.put(offset, text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  SyntheticArm u8(int offset, int value) {
    file.put(offset, (byte) value);
    return this;
  }

  SyntheticArm u16(int offset, int value) {
    file.putShort(offset, (short) value);
    return this;
  }

  SyntheticArm u32(int offset, long value) {
    file.putInt(offset, (int) value);
    return this;
  }

  SyntheticArm u64(int offset, long value) {
    file.putLong(offset, value);
    return this;
  }

  public byte[] bytes() {
    return file.array().clone();
  }

  /** 1 GiB as QEMU's virt machine has it, with 128 MiB for a crash kernel. */
  public static MemoryMap memory() {
    return MemoryMap.of(List.of(new MemoryRegion(Range.machine(RAM, 0x80000000L), MemoryType.RAM)))
        .withCrashRegion(Range.machine(0x70000000, 0x78000000));
  }

  /** A tree with a serial port, an old initrd and a stale core header. */
  public static byte[] tree() {
    TreeNode chosen =
        new TreeNode(
            "chosen",
            List.of(
                text("stdout-path", "/pl011@9000000"),
                text("bootargs", "old"),
                cells("linux,initrd-start", 0x48000000),
                cells("linux,initrd-end", 0x48100000),
                cells("linux,elfcorehdr", 0, 1, 0, 2)),
            List.of());
    TreeNode port =
        new TreeNode(
            "pl011@9000000",
            List.of(
                text("compatible", "arm,pl011\0arm,primecell"),
                cells("reg", 0, 0x9000000, 0, 0x1000)),
            List.of());
    TreeNode root =
        new TreeNode(
            "",
            List.of(
                cells("#address-cells", 2), cells("#size-cells", 2), text("model", "a machine")),
            List.of(chosen, port));
    return DeviceTreeWriter.write(
        new DeviceTree(
            root,
            List.of(
                new DeviceTree.Reservation(0x48000000, 0x100000),
                new DeviceTree.Reservation(0x50000000, 0x1000)),
            0));
  }

  static PlatformData platform() {
    return name -> name.equals(PlatformData.DEVICE_TREE) ? Optional.of(tree()) : Optional.empty();
  }

  private static TreeProperty text(String name, String text) {
    return new TreeProperty(
        name, ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.US_ASCII)));
  }

  private static TreeProperty cells(String name, int... cells) {
    ByteBuffer value = ByteBuffer.allocate(cells.length * Integer.BYTES);
    for (int cell : cells) {
      value.putInt(cell);
    }
    return new TreeProperty(name, value.flip());
  }

  /** {@return a property of /chosen in the tree of an image} */
  static ByteBuffer chosen(RecordedImage image, String name) throws KexecException {
    return DeviceTreeReader.read("the image's tree", ByteBuffer.wrap(image.bytes("dtb")))
        .root()
        .child("chosen")
        .flatMap(chosen -> chosen.property(name))
        .orElseThrow()
        .value();
  }

  /** {@return where the tree of an image says that the ELF core header is} */
  static Range<MachineAddress> coreHeader(RecordedImage image) throws KexecException {
    ByteBuffer value = chosen(image, "linux,elfcorehdr");
    return Range.ofSize(new MachineAddress(value.getLong()), value.getLong());
  }
}

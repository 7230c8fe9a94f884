package kexec.arm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Slot;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies where, and what the kernels are told of it. */
class ArmBootTest {

  private static final int INITRD = 5004;
  private static final Range<MachineAddress> HEADER = Range.machine(0x77fff000, 0x78000000);

  @TempDir private Path directory;
  private final List<Range<MachineAddress>> taken = new ArrayList<>();
  private PlatformData platform = SyntheticArm.platform();
  private String commandLine = "quiet";
  private byte[] initrd = new byte[INITRD];
  private EntryCheck entryCheck = EntryCheck.HALT;

  @BeforeEach
  void reserveTheCoreHeader() {
    taken.add(HEADER);
  }

  private RecordedImage build(BootProtocol protocol, SyntheticArm kernel, Slot slot)
      throws Exception {
    return build(protocol, kernel.bytes(), slot);
  }

  private RecordedImage build(BootProtocol protocol, byte[] kernel, Slot slot) throws Exception {
    RecordedImage image =
        new RecordedImage(
            16,
            slot == Slot.CRASH ? Optional.of(HEADER) : Optional.empty(),
            wanted -> firstFit(wanted, slot));
    BootRequest request =
        new BootRequest(
            slot,
            file("kernel", kernel),
            List.of(file("initrd", initrd)),
            List.of(),
            commandLine,
            SyntheticArm.memory(),
            Range.machine(0, -1),
            platform,
            entryCheck);
    ((Recognition.Recognised) protocol.recognise(request.kernel())).kernel().build(request, image);
    return image;
  }

  private BootFile file(String name, byte[] bytes) throws Exception {
    return BootFile.of(MappedFile.open(Files.write(directory.resolve(name), bytes)));
  }

  private Range<MachineAddress> firstFit(SegmentRequest wanted, Slot slot) {
    RangeSet<MachineAddress> room =
        slot == Slot.CRASH
            ? RangeSet.of(SyntheticArm.memory().crashRegion().orElseThrow())
            : SyntheticArm.memory().ram().subtract(SyntheticArm.memory().crashReserve());
    long offset = wanted.offset();
    long alignment = Math.max(wanted.alignment(), 4096);
    long size = wanted.size() + 4095 & -4096;
    // The hole begins at the multiple; the segment lies behind it.
    Range<MachineAddress> hole =
        room.subtract(RangeSet.of(taken))
            .findHole(
                new HoleRequest<>(offset + size, alignment, wanted.within(), wanted.direction()))
            .orElseThrow();
    Range<MachineAddress> place = Range.ofSize(hole.start().plus(offset), size);
    taken.add(place);
    return place;
  }

  private static List<String> codes(RecordedImage image) {
    return image.findings().stream().map(Finding::code).toList();
  }

  private static String text(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining() - 1];
    value.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Linux passes the last segment that begins as a tree does: machine_kexec_prepare of arch/arm.
   */
  @Test
  void aTreeInPlaceOfAnInitrdIsRefusedForThirtyTwoBits() throws Exception {
    initrd = SyntheticArm.tree();
    assertThat(codes(build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.DEFAULT)))
        .containsExactly("initrd-is-device-tree");
    assertThat(codes(build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.DEFAULT)))
        .isEmpty();
    initrd = new byte[] {(byte) 0xd0, 0x0d, (byte) 0xfe};
    taken.clear();
    reserveTheCoreHeader();
    assertThat(codes(build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.DEFAULT))).isEmpty();
  }

  @Test
  void anArm64KernelIsToldOfItsInitrdAndGetsItsTree() throws Exception {
    RecordedImage image = build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.DEFAULT);

    assertThat(image.findings()).isEmpty();
    assertThat(image.memory("kernel").start().value() % Arm64Image.BASE_ALIGNMENT).isZero();
    long initrd = image.memory("initrd").start().value();
    assertThat(SyntheticArm.chosen(image, "linux,initrd-start").getLong()).isEqualTo(initrd);
    assertThat(SyntheticArm.chosen(image, "linux,initrd-end").getLong()).isEqualTo(initrd + INITRD);
    assertThat(text(SyntheticArm.chosen(image, "bootargs"))).isEqualTo("quiet");
    assertThat(image.entry().registers())
        .containsEntry("x0", image.memory("dtb").start().value())
        .containsEntry("x1", 0L)
        .containsEntry("x2", 0L)
        .containsEntry("x3", 0L);
    assertThat(image.memory("purgatory").contains(image.entry().entry())).isTrue();
  }

  @Test
  void withoutACheckTheStubIsEntered() throws Exception {
    entryCheck = EntryCheck.NONE;
    RecordedImage image = build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.DEFAULT);

    assertThat(image.names()).doesNotContain("purgatory");
    assertThat(image.entry().entry()).isEqualTo(image.memory("stub").start());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x1000, 0x80000, 0x1ff000})
  void anArm64KernelLiesBehindItsTextOffset(long offset) throws Exception {
    RecordedImage image =
        build(new Arm64ImageProtocol(), SyntheticArm.image().u64(8, offset), Slot.DEFAULT);

    assertThat(image.memory("kernel").start().value() % Arm64Image.BASE_ALIGNMENT)
        .isEqualTo(offset);
  }

  @Test
  void anOldArm64KernelHasRoomForWhatItDoesNotTell() throws Exception {
    RecordedImage image =
        build(new Arm64ImageProtocol(), SyntheticArm.image().u64(16, 0), Slot.DEFAULT);

    assertThat(image.memory("kernel").start().value() % Arm64Image.BASE_ALIGNMENT)
        .isEqualTo(0x80000);
    assertThat(image.memory("kernel").size()).isEqualTo(0x3000 + (16L << 20));
  }

  @Test
  void whatFollowsAnImageIsNotLoaded() throws Exception {
    byte[] signed = new byte[0x9000];
    System.arraycopy(SyntheticArm.image().bytes(), 0, signed, 0, 0x3000);
    RecordedImage image = build(new Arm64ImageProtocol(), signed, Slot.DEFAULT);

    assertThat(image.data("kernel").size()).isEqualTo(0x8000);
  }

  @Test
  void aVmlinuxIsLoadedAsItsImage() throws Exception {
    RecordedImage image = build(new Arm64ElfProtocol(), SyntheticArm.elf64(), Slot.DEFAULT);

    assertThat(image.bytes("kernel")).isEqualTo(SyntheticArm.image().bytes());
    assertThat(image.memory("kernel").size()).isEqualTo(0x8000);
  }

  @Test
  void anArm64CrashKernelIsToldOfItsRegion() throws Exception {
    commandLine = "quiet elfcorehdr=0x1000";
    RecordedImage image = build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.CRASH);

    assertThat(codes(image)).containsExactly("core-header-replaced");
    assertThat(SyntheticArm.coreHeader(image)).isEqualTo(HEADER);
    ByteBuffer usable = SyntheticArm.chosen(image, "linux,usable-memory-range");
    assertThat(usable.getLong()).isEqualTo(0x70000000);
    assertThat(usable.getLong()).isEqualTo(0x8000000);
    assertThat(usable.hasRemaining()).isFalse();
    assertThat(text(SyntheticArm.chosen(image, "bootargs"))).isEqualTo("quiet");
  }

  @Test
  void a32BitCrashKernelDoesNotUseWhereTheCoreHeaderLies() throws Exception {
    RecordedImage image = build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.CRASH);

    assertThat(SyntheticArm.coreHeader(image)).isEqualTo(HEADER);
    ByteBuffer usable = SyntheticArm.chosen(image, "linux,usable-memory-range");
    assertThat(usable.getLong()).isEqualTo(0x70000000);
    assertThat(usable.getLong()).isEqualTo(0x7f00000);
    assertThat(image.commandLine()).isEqualTo("quiet elfcorehdr=0x77fff000 mem=130048K@0x70000000");
  }

  @Test
  void whatA32BitCrashKernelUsesLiesInTheMemoryThatItUses() throws Exception {
    RecordedImage image = build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.CRASH);

    for (String name : List.of("kernel", "initrd", "dtb")) {
      assertThat(image.request(name).within().end().value())
          .as(name)
          .isLessThanOrEqualTo(0x77f00000);
    }
  }

  /**
   * The unpacked kernel reaches up to 0x308000 behind the start of its memory, and the BSS more.
   */
  @Test
  void nothingLiesWhereAZImageUnpacksItself() throws Exception {
    RecordedImage image = build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.DEFAULT);

    Range<MachineAddress> kernel = image.memory("kernel");
    assertThat(kernel.start().value() % (2L << 20)).isEqualTo(0x8000);
    long base = kernel.start().value() - 0x8000;
    assertThat(kernel.end().value() - base).isGreaterThanOrEqualTo(0x308000 + 0x4000 + 0x1000);
    for (String name : List.of("initrd", "dtb")) {
      assertThat(image.memory(name).start().value()).isGreaterThanOrEqualTo(kernel.end().value());
    }
    assertThat(image.entry().registers())
        .containsEntry("r0", 0L)
        .containsEntry("r1", 0xffffffffL)
        .containsEntry("r2", image.memory("dtb").start().value());
    assertThat(SyntheticArm.chosen(image, "linux,initrd-start").limit()).isEqualTo(Integer.BYTES);
  }

  @Test
  void withoutATableAZImageHasFiveTimesItsSize() throws Exception {
    RecordedImage image =
        build(new ZImageProtocol(), SyntheticArm.zImage().u32(0x34, 0), Slot.DEFAULT);

    assertThat(image.memory("kernel").size())
        .isGreaterThanOrEqualTo(0x308000 - 0x8000 + 5 * 0x1000 + 0x1000 + 0x11000);
  }

  @Test
  void a32BitVmlinuxLiesAsFarBehindItsMemoryAsItIsLinked() throws Exception {
    RecordedImage image = build(new ArmElfProtocol(), SyntheticArm.elf32(), Slot.DEFAULT);

    MachineAddress start = image.memory("kernel").start();
    assertThat(start.value() % (16L << 20)).isZero();
    assertThat(image.entry().kernelEntry()).isEqualTo(start.plus(0x208000));
    assertThat(image.memory("kernel").size()).isEqualTo(0x208000 + 0x5000);
  }

  @Test
  void aTreeThatIsAppendedToAZImageIsCutOffAndUsedIfThereIsNoOther() throws Exception {
    byte[] tree = SyntheticArm.tree();
    byte[] kernel = new byte[0x1000 + tree.length];
    System.arraycopy(SyntheticArm.zImage().bytes(), 0, kernel, 0, 0x1000);
    System.arraycopy(tree, 0, kernel, 0x1000, tree.length);
    platform = name -> Optional.empty();
    RecordedImage image = build(new ZImageProtocol(), kernel, Slot.DEFAULT);

    assertThat(image.findings()).isEmpty();
    assertThat(image.data("kernel").size()).isEqualTo(0x1000);
    assertThat(text(SyntheticArm.chosen(image, "bootargs"))).isEqualTo("quiet");
  }

  @Test
  void withoutATreeNothingIsBuilt() throws Exception {
    platform = name -> Optional.empty();
    assertThat(codes(build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.DEFAULT)))
        .containsExactly("device-tree-missing");
  }

  @Test
  void aDamagedTreeIsAFinding() throws Exception {
    platform = name -> Optional.of(new byte[50]);
    assertThat(build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.DEFAULT).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isError()).isTrue();
              assertThat(finding.code()).startsWith("device-tree-");
            });
  }

  @Test
  void aLineThatNoTreeCanContainIsAFinding() throws Exception {
    commandLine = "quiet\0loud";
    assertThat(codes(build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.DEFAULT)))
        .containsExactly("command-line-nul");
  }

  @Test
  void aTooLongLineIsAFinding() throws Exception {
    commandLine = "x".repeat(1024);
    assertThat(codes(build(new ZImageProtocol(), SyntheticArm.zImage(), Slot.DEFAULT)))
        .containsExactly("command-line-too-long");
  }

  @Test
  void theRunningSystemsRandomBytesAreTheSeeds() throws Exception {
    byte[] random = new byte[72];
    random[7] = 5;
    random[8] = 6;
    PlatformData tree = platform;
    platform =
        name -> name.equals(PlatformData.RANDOM) ? Optional.of(random.clone()) : tree.item(name);
    RecordedImage image = build(new Arm64ImageProtocol(), SyntheticArm.image(), Slot.DEFAULT);

    assertThat(SyntheticArm.chosen(image, "kaslr-seed").getLong()).isEqualTo(5);
    ByteBuffer seed = SyntheticArm.chosen(image, "rng-seed");
    assertThat(seed.remaining()).isEqualTo(64);
    assertThat(seed.get()).isEqualTo((byte) 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xc, 0xe})
  void otherPageSizesAreTold(long flags) throws Exception {
    assertThat(
            codes(
                build(new Arm64ImageProtocol(), SyntheticArm.image().u64(24, flags), Slot.DEFAULT)))
        .containsExactly("kernel-page-size");
  }

  @Test
  void aBigEndianKernelIsTold() throws Exception {
    assertThat(
            codes(build(new Arm64ImageProtocol(), SyntheticArm.image().u64(24, 0xb), Slot.DEFAULT)))
        .containsExactly("kernel-big-endian");
  }
}

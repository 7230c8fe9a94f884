package kexec.arm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.SegmentRole;
import kexec.base.purgatory.DamageableImage;
import kexec.base.purgatory.EmulatedMachine;
import kexec.base.purgatory.Purgatory;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs purgatory and the entry stub on an emulated processor. */
class Purgatory64EmulationTest {

  private static final long KERNEL = 0x48000000;
  private static final long INITRD = 0x4a000000;
  private static final long DTB = 0x42000000;
  private static final long STUB = 0x41000000;

  /** Not at a multiple of more than a page. The receiver knows it. */
  private static final long PURGATORY = 0x43003000;

  private static final long RECEIVER = 0x44000000;

  private static final MemoryPort CONSOLE = MemoryPort.pl011(new MachineAddress(0x9000000));

  /** The level at which purgatory is entered, and what is different there. */
  private enum Level {
    EL1("virt", "cortex-a57", "hvc", 4),
    EL2("virt,virtualization=on", "cortex-a57", "smc", 8),
    /** EL2 with HCR_EL2.E2H, by the receiver. */
    HOST("virt,virtualization=on", "max", "smc", 8);

    private final String machine;
    private final String processor;
    private final FirmwareCall call;
    private final String entered;

    Level(String machine, String processor, String call, int level) {
      this.machine = machine;
      this.processor = processor;
      this.call = FirmwareCall.of(call);
      this.entered =
          ("kernel entered: x0=0000000042000000 x1=0000000000000000 x2=0000000000000000"
                  + " x3=0000000000000000 el=%016x sctlr=0000000000000000 vbar=0000000000000000"
                  + " access=0000000000000000")
              .formatted(level);
    }
  }

  private static List<String> command(Level level) {
    return List.of(
        "qemu-system-aarch64", "-M", level.machine, "-cpu", level.processor, "-m", "512M");
  }

  /** MRS of a register into any other one, and the MOV of a value that takes its place. */
  private enum Answer {
    NO_SHA_INSTRUCTIONS(0xd5380600, 0xd2800000, " segments checked"),
    NO_PAGES_OF_4_KIB(
        0xd5380700, 0xd2be0000, " segments checked by SHA instructions, without caches");

    private static final int REGISTER = 31;

    private final int question;
    private final int answer;
    private final String words;

    Answer(int question, int answer, String words) {
      this.question = question;
      this.answer = answer;
      this.words = words;
    }

    private void give(byte[] code) {
      ByteBuffer words = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
      int[] places =
          IntStream.iterate(0, at -> at + 4 <= code.length, at -> at + 4)
              .filter(at -> (words.getInt(at) & ~REGISTER) == question)
              .toArray();
      assertThat(places).as("questions").hasSize(1);
      words.putInt(places[0], answer | (words.getInt(places[0]) & REGISTER));
    }
  }

  @TempDir Path directory;

  private final DamageableImage image = new DamageableImage();
  private final Purgatory purgatory =
      Purgatory.load(ArmPurgatoryOptions.class, ArmPurgatoryOptions.RESOURCE64);

  @BeforeEach
  void layOut() throws Exception {
    Tools.assume("aarch64-linux-gnu-gcc", "qemu-system-aarch64");
    Tools.run(directory, "src/test/purgatory64/build", directory.toString());
    image.add(SegmentRole.KERNEL, KERNEL, file("kernel.bin"), 0x10000);
    image.add(SegmentRole.INITRD, INITRD, random(0x380001), 0x381000);
    image.add(
        SegmentRole.DTB, DTB, "tree".repeat(1000).getBytes(StandardCharsets.US_ASCII), 0x2000);
    byte[] stub = EntryStub64.load().with(new MachineAddress(KERNEL), new MachineAddress(DTB));
    image.add(SegmentRole.STUB, STUB, stub, 0x1000);
  }

  private byte[] file(String name) throws Exception {
    return Files.readAllBytes(directory.resolve(name));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] filled(ArmPurgatoryOptions options) {
    return purgatory.with(image.segments(), new MachineAddress(STUB), options);
  }

  private EmulatedMachine start(Level level, byte[] code) throws Exception {
    image.addUnchecked(PURGATORY, code, purgatory.size());
    image.addUnchecked(RECEIVER, file("receiver.bin"), 0x1000);
    long entry = level == Level.HOST ? RECEIVER : PURGATORY;
    return EmulatedArm.start(directory, command(level), entry, image.pieces());
  }

  private EmulatedMachine start(Level level, boolean verbose, boolean reset) throws Exception {
    return start(
        level, filled(new ArmPurgatoryOptions(Optional.of(CONSOLE), verbose, reset, level.call)));
  }

  @ParameterizedTest
  @EnumSource
  void soundImageIsEnteredInSilence(Level level) throws Exception {
    try (EmulatedMachine machine = start(level, false, false)) {
      assertThat(machine.output()).containsExactly(level.entered);
    }
  }

  @ParameterizedTest
  @EnumSource
  void soundImageIsSaidSoWhereAskedFor(Level level) throws Exception {
    try (EmulatedMachine machine = start(level, true, false)) {
      assertThat(machine.output())
          .containsExactly("jkexec: 4 segments checked by SHA instructions", level.entered);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EL1, NO_SHA_INSTRUCTIONS",
    "EL1, NO_PAGES_OF_4_KIB",
    "EL2, NO_SHA_INSTRUCTIONS",
    "EL2, NO_PAGES_OF_4_KIB"
  })
  void simplerProcessorsWillDo(Level level, Answer answer) throws Exception {
    byte[] code =
        filled(new ArmPurgatoryOptions(Optional.of(CONSOLE), true, false, FirmwareCall.NONE));
    answer.give(code);
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.output()).containsExactly("jkexec: 4" + answer.words, level.entered);
    }
  }

  /** Lengths around a block of the hash, and around what is hashed at once. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allLengthsAreDigestedAsInJava(boolean instructions) throws Exception {
    int[] lengths = {
      0, 1, 3, 31, 32, 55, 56, 57, 63, 64, 65, 119, 120, 128, 4095, 4096, 0xfffff, 0x100000,
      0x100001, 0x200000
    };
    long start = 0x50000000;
    for (int length : lengths) {
      image.add(SegmentRole.MODULE, start, random(length), 0x201000);
      // Some begin in the block of pages in which another one ends.
      start += 0x203000;
    }
    byte[] code =
        filled(new ArmPurgatoryOptions(Optional.of(CONSOLE), false, false, FirmwareCall.NONE));
    if (!instructions) {
      Answer.NO_SHA_INSTRUCTIONS.give(code);
    }
    try (EmulatedMachine machine = start(Level.EL1, code)) {
      assertThat(machine.output()).containsExactly(Level.EL1.entered);
    }
  }

  @Test
  void everyDamagedSegmentIsNamedAndTheMachineStops() throws Exception {
    image.damage(0, 5);
    image.damage(1, 0x300000);
    image.damage(2, 0x1fff);
    try (EmulatedMachine machine = start(Level.EL1, false, false)) {
      assertThat(machine.outputUntil("jkexec: stopped"))
          .containsExactly(
              "jkexec: kernel [0x48000000, 0x48010000): content is not what was loaded",
              "jkexec: initrd [0x4a000000, 0x4a381000): content is not what was loaded",
              "jkexec: dtb [0x42000000, 0x42002000): zero fill is not zero at 0x42001fff",
              "jkexec: 4 segments checked, damaged: 3",
              "jkexec: stopped");
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedImageResetsTheMachineWhereAskedFor(Level level) throws Exception {
    image.damage(3, 0x10);
    try (EmulatedMachine machine = start(level, false, true)) {
      // Not rebooted: the emulator exits on a reset.
      assertThat(machine.output())
          .containsExactly(
              "jkexec: stub [0x41000000, 0x41001000): content is not what was loaded",
              "jkexec: 4 segments checked, damaged: 1",
              "jkexec: resetting");
    }
  }

  /** At EL2, HVC would lead back to purgatory. */
  @ParameterizedTest
  @CsvSource({"EL1, NONE", "EL2, HVC"})
  void withoutFirmwareTheMachineStops(Level level, FirmwareCall call) throws Exception {
    image.damage(3, 0x10);
    byte[] code = filled(new ArmPurgatoryOptions(Optional.of(CONSOLE), false, true, call));
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.outputUntil("jkexec: resetting")).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exceptionIsToldWithTheSegment(Level level) throws Exception {
    image.addMissing(SegmentRole.MODULE, 0x20000000000L, new byte[] {1}, 0x1000);
    try (EmulatedMachine machine = start(level, false, true)) {
      List<String> said = machine.output();
      assertThat(said).hasSize(2).endsWith("jkexec: resetting");
      assertThat(said.get(0))
          .matches(
              "jkexec: exception 37 at 0x4300[0-9a-f]{4}, data abort at 0x20000000001,"
                  + " while checking module \\[0x20000000000, 0x20000001000\\)");
    }
  }

  @Test
  void consoleThatIsNotThereIsGivenUp() throws Exception {
    image.damage(3, 0x10);
    MemoryPort missing = MemoryPort.pl011(new MachineAddress(0x20000000000L));
    byte[] code =
        filled(new ArmPurgatoryOptions(Optional.of(missing), false, true, Level.EL1.call));
    try (EmulatedMachine machine = start(Level.EL1, code)) {
      assertThat(machine.output()).isEmpty();
    }
  }
}

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs purgatory and the entry stub on an emulated processor. */
class PurgatoryEmulationTest {

  private static final long KERNEL = 0x48000000;
  private static final long INITRD = 0x4a000000;
  private static final long DTB = 0x42000000;
  private static final long STUB = 0x41000000;

  /** Not at a multiple of more than a page. The receiver knows it. */
  private static final long PURGATORY = 0x43003000;

  private static final long RECEIVER = 0x44000000;

  private static final MemoryPort CONSOLE = MemoryPort.pl011(new MachineAddress(0x9000000));

  /** Where no memory and no device is. */
  private static final long NOWHERE64 = 0x20000000000L;

  private static final long NOWHERE32 = 0xf0000000L;

  /** The level or mode at which purgatory is entered, and what is different there. */
  private enum Level {
    EL1("virt", "cortex-a57", "hvc", entered64(4)),
    EL2("virt,virtualization=on", "cortex-a57", "smc", entered64(8)),
    /** EL2 with HCR_EL2.E2H, by the receiver. */
    HOST("virt,virtualization=on", "max", "smc", entered64(8)),
    SUPERVISOR("virt", "cortex-a15", "hvc", entered32(0x13, 0x2000)),
    HYP("virt,virtualization=on", "cortex-a15", "smc", entered32(0x1a, 0));

    private final String machine;
    private final String processor;
    private final FirmwareCall call;
    private final String entered;

    Level(String machine, String processor, String call, String entered) {
      this.machine = machine;
      this.processor = processor;
      this.call = FirmwareCall.of(call);
      this.entered = entered;
    }

    private static String entered64(int level) {
      return ("kernel entered: x0=0000000042000000 x1=0000000000000000 x2=0000000000000000"
              + " x3=0000000000000000 el=%016x sctlr=0000000000000000 vbar=0000000000000000"
              + " access=0000000000000000")
          .formatted(level);
    }

    private static String entered32(int mode, int control) {
      return ("kernel entered: r0=00000000 r1=ffffffff r2=42000000 mode=%08x sctlr=%08x"
              + " vbar=00000000 ttbcr=00000000")
          .formatted(mode, control);
    }

    private boolean is64() {
      return !processor.equals("cortex-a15");
    }

    private Purgatory purgatory() {
      return Purgatory.load(
          ArmPurgatoryOptions.class,
          is64() ? ArmPurgatoryOptions.RESOURCE64 : ArmPurgatoryOptions.RESOURCE32);
    }

    private String way() {
      return is64() ? " segments checked by SHA instructions" : " segments checked";
    }

    private long nowhere() {
      return is64() ? NOWHERE64 : NOWHERE32;
    }

    /** Purgatory on arm64 is entered at once, with zeros in the registers. */
    private long first() {
      return is64() && this != HOST ? PURGATORY : RECEIVER;
    }

    private List<String> command() {
      String program = is64() ? "qemu-system-aarch64" : "qemu-system-arm";
      return List.of(program, "-M", machine, "-cpu", processor, "-m", "512M");
    }
  }

  /** The move of a system register into any other one, and the value that takes its place. */
  private enum Answer {
    NO_SHA_INSTRUCTIONS(0xd5380600, 0xd2800000, 0x1f, " segments checked"),
    NO_PAGES_OF_4_KIB(
        0xd5380700, 0xd2be0000, 0x1f, " segments checked by SHA instructions, without caches"),
    NO_LONG_DESCRIPTORS(0xee100f91, 0xe3a00000, 0xf000, " segments checked, without caches");

    private final int question;
    private final int answer;
    private final int register;
    private final String words;

    Answer(int question, int answer, int register, String words) {
      this.question = question;
      this.answer = answer;
      this.register = register;
      this.words = words;
    }

    private void give(byte[] code) {
      ByteBuffer words = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
      int[] places =
          IntStream.iterate(0, at -> at + 4 <= code.length, at -> at + 4)
              .filter(at -> (words.getInt(at) & ~register) == question)
              .toArray();
      assertThat(places).as("questions").isNotEmpty();
      for (int at : places) {
        words.putInt(at, answer | (words.getInt(at) & register));
      }
    }
  }

  @TempDir Path directory;

  private final DamageableImage image = new DamageableImage();

  private void layOut(Level level) throws Exception {
    String tools = level.is64() ? "aarch64-linux-gnu-gcc" : "arm-linux-gnueabihf-gcc";
    Tools.assume(tools, level.command().get(0));
    Tools.run(
        directory,
        "src/test/build-emulated",
        level.is64() ? "purgatory64" : "purgatory32",
        directory.toString());
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

  private static ArmPurgatoryOptions options(boolean verbose, boolean reset, FirmwareCall call) {
    return new ArmPurgatoryOptions(Optional.of(CONSOLE), verbose, reset, call);
  }

  private byte[] filled(Level level, ArmPurgatoryOptions options) {
    MachineAddress next = new MachineAddress(level.is64() ? STUB : KERNEL);
    return level.purgatory().with(image.segments(), next, options);
  }

  private EmulatedMachine start(Level level, byte[] code) throws Exception {
    image.addUnchecked(PURGATORY, code, level.purgatory().size());
    image.addUnchecked(RECEIVER, file("receiver.bin"), 0x1000);
    return EmulatedArm.start(directory, level.command(), level.first(), image.pieces());
  }

  private EmulatedMachine start(Level level, boolean verbose, boolean reset) throws Exception {
    return start(level, filled(level, options(verbose, reset, level.call)));
  }

  @ParameterizedTest
  @EnumSource
  void soundImageIsEnteredInSilence(Level level) throws Exception {
    layOut(level);
    try (EmulatedMachine machine = start(level, false, false)) {
      assertThat(machine.output()).containsExactly(level.entered);
    }
  }

  @ParameterizedTest
  @EnumSource
  void soundImageIsSaidSoWhereAskedFor(Level level) throws Exception {
    layOut(level);
    try (EmulatedMachine machine = start(level, true, false)) {
      assertThat(machine.output()).containsExactly("jkexec: 4" + level.way(), level.entered);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EL1, NO_SHA_INSTRUCTIONS",
    "EL1, NO_PAGES_OF_4_KIB",
    "EL2, NO_SHA_INSTRUCTIONS",
    "EL2, NO_PAGES_OF_4_KIB",
    "SUPERVISOR, NO_LONG_DESCRIPTORS",
    "HYP, NO_LONG_DESCRIPTORS"
  })
  void simplerProcessorsWillDo(Level level, Answer answer) throws Exception {
    layOut(level);
    byte[] code = filled(level, options(true, false, FirmwareCall.NONE));
    answer.give(code);
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.output()).containsExactly("jkexec: 4" + answer.words, level.entered);
    }
  }

  /** Lengths around a block of the hash, and around what is hashed at once. */
  @ParameterizedTest
  @CsvSource({"EL1, true", "EL1, false", "SUPERVISOR, false"})
  void allLengthsAreDigestedAsInJava(Level level, boolean instructions) throws Exception {
    layOut(level);
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
    byte[] code = filled(level, options(false, false, FirmwareCall.NONE));
    if (level.is64() && !instructions) {
      Answer.NO_SHA_INSTRUCTIONS.give(code);
    }
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.output()).containsExactly(level.entered);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EL1", "SUPERVISOR"})
  void everyDamagedSegmentIsNamedAndTheMachineStops(Level level) throws Exception {
    layOut(level);
    image.damage(0, 5);
    image.damage(1, 0x300000);
    image.damage(2, 0x1fff);
    try (EmulatedMachine machine = start(level, false, false)) {
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
    layOut(level);
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

  /** At EL2 and in Hyp mode, HVC would lead back to purgatory. */
  @ParameterizedTest
  @CsvSource({"EL1, NONE", "EL2, HVC", "SUPERVISOR, NONE", "HYP, HVC"})
  void withoutFirmwareTheMachineStops(Level level, FirmwareCall call) throws Exception {
    layOut(level);
    image.damage(3, 0x10);
    byte[] code = filled(level, options(false, true, call));
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.outputUntil("jkexec: resetting")).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exceptionIsToldWithTheSegment(Level level) throws Exception {
    layOut(level);
    image.addMissing(SegmentRole.MODULE, level.nowhere(), new byte[] {1}, 0x1000);
    try (EmulatedMachine machine = start(level, false, true)) {
      List<String> said = machine.output();
      assertThat(said).hasSize(2).endsWith("jkexec: resetting");
      assertThat(said.get(0))
          .matches(
              "jkexec: exception %s at 0x4300[0-9a-f]{4}, data abort at %#x, while checking module \\[%#x, %#x\\)"
                  .formatted(
                      level.is64() ? 37 : 4,
                      level.nowhere() + 1,
                      level.nowhere(),
                      level.nowhere() + 0x1000));
    }
  }

  @ParameterizedTest
  @EnumSource
  void consoleThatIsNotThereIsGivenUp(Level level) throws Exception {
    layOut(level);
    image.damage(3, 0x10);
    MemoryPort missing = MemoryPort.pl011(new MachineAddress(level.nowhere()));
    byte[] code =
        filled(level, new ArmPurgatoryOptions(Optional.of(missing), false, true, level.call));
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.output()).isEmpty();
    }
  }

  /** Its low half would be the port of the kernel. */
  @Test
  void consoleBeyondTheReachOf32BitsIsNotWritten() throws Exception {
    Level level = Level.SUPERVISOR;
    layOut(level);
    MemoryPort far = MemoryPort.pl011(new MachineAddress(0x109000000L));
    byte[] code =
        filled(level, new ArmPurgatoryOptions(Optional.of(far), true, false, FirmwareCall.NONE));
    try (EmulatedMachine machine = start(level, code)) {
      assertThat(machine.output()).containsExactly(level.entered);
    }
  }
}

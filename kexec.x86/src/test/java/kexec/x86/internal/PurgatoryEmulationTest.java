package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.SegmentRole;
import kexec.base.purgatory.DamageableImage;
import kexec.base.purgatory.Purgatory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs purgatory and the entry stub, unchanged, on an emulated processor. */
class PurgatoryEmulationTest {

  private static final long KERNEL = 0x1000000;
  private static final long INITRD = 0x8000000;
  private static final long PARAMS = 0x20000;
  private static final long STUB = 0x30000;
  private static final long PURGATORY = 0x40000;
  private static final int COM1 = 0x3f8;

  /** The output of {@code kernel.S} if only the registers that the stub sets have changed. */
  private static final String ENTERED =
      "kernel entered: rsi=0000000000020000 cr0=000000008000001d cr4=0000000000000020"
          + " idt=0000000000000000";

  @TempDir Path directory;

  private final DamageableImage image = new DamageableImage();

  @BeforeEach
  void layOut() throws Exception {
    image.add(SegmentRole.KERNEL, KERNEL, EmulatedReceiver.kernel(directory), 0x400000);
    byte[] initrd = new byte[0x380001];
    new Random(1).nextBytes(initrd);
    image.add(SegmentRole.INITRD, INITRD, initrd, 0x381000);
    image.add(
        SegmentRole.BOOT_PARAMS,
        PARAMS,
        "quiet".repeat(1000).getBytes(StandardCharsets.US_ASCII),
        0x2000);
    Map<String, Long> registers =
        Map.of("rip", KERNEL, "rsi", PARAMS, "rsp", STUB + EntryStub.STACK_END);
    image.add(SegmentRole.STUB, STUB, EntryStub.load().with(registers), 0x1000);
  }

  private EmulatedReceiver start(PurgatoryOptions options) throws Exception {
    Purgatory purgatory = Purgatory.load(PurgatoryOptions.class, PurgatoryOptions.RESOURCE);
    byte[] code = purgatory.with(image.segments(), new MachineAddress(STUB), options);
    image.addUnchecked(PURGATORY, code, purgatory.size());
    return EmulatedReceiver.start(directory, new MachineAddress(PURGATORY), image.pieces());
  }

  @Test
  void soundImageIsEnteredInSilence() throws Exception {
    try (EmulatedReceiver machine = start(new PurgatoryOptions(COM1, true, false, false))) {
      assertThat(machine.output()).containsExactly(ENTERED);
    }
  }

  @Test
  void soundImageIsSaidSoWhereAskedFor() throws Exception {
    try (EmulatedReceiver machine = start(new PurgatoryOptions(COM1, false, true, false))) {
      List<String> output = machine.output();
      assertThat(output).hasSize(2).endsWith(ENTERED);
      assertThat(output.get(0)).startsWith("jkexec: 4 segments checked");
    }
  }

  @Test
  void everyDamagedSegmentIsNamedAndTheMachineStops() throws Exception {
    image.damage(0, 5);
    image.damage(1, 0x300000);
    image.damage(2, 0x1fff);
    try (EmulatedReceiver machine = start(new PurgatoryOptions(COM1, true, false, false))) {
      List<String> said = machine.outputUntil("jkexec: stopped");
      assertThat(said)
          .containsExactly(
              "jkexec: kernel [0x1000000, 0x1400000): content is not what was loaded",
              "jkexec: initrd [0x8000000, 0x8381000): content is not what was loaded",
              "jkexec: boot-params [0x20000, 0x22000): zero fill is not zero at 0x21fff",
              "jkexec: 4 segments checked, damaged: 3",
              "jkexec: stopped");
      // The next text would appear on the last line of the screen.
      List<String> screen = machine.screenAfterInterrupt();
      assertThat(screen.subList(screen.size() - 6, screen.size() - 1)).isEqualTo(said);
      assertThat(machine.output()).isEqualTo(said);
    }
  }

  @Test
  void damagedImageResetsTheMachineWhereAskedFor() throws Exception {
    image.damage(3, 0x100);
    try (EmulatedReceiver machine = start(new PurgatoryOptions(COM1, false, false, true))) {
      // Not rebooted: the emulator exits on a reset.
      assertThat(machine.output())
          .containsExactly(
              "jkexec: stub [0x30000, 0x31000): content is not what was loaded",
              "jkexec: 4 segments checked, damaged: 1",
              "jkexec: resetting");
    }
  }

  @Test
  void exceptionIsToldWithTheSegment() throws Exception {
    image.addMissing(SegmentRole.MODULE, 0x200000000L, new byte[] {1}, 0x1000);
    try (EmulatedReceiver machine = start(new PurgatoryOptions(COM1, false, false, true))) {
      List<String> said = machine.output();
      assertThat(said).hasSize(2).endsWith("jkexec: resetting");
      assertThat(said.get(0))
          .matches(
              "jkexec: exception 14 at 0x40[0-9a-f]{3}, page fault at 0x200000001,"
                  + " while checking module \\[0x200000000, 0x200001000\\)");
    }
  }
}

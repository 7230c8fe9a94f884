package kexec.rehearse.internal.export;

import static kexec.rehearse.internal.export.Plans.GIB;
import static kexec.rehearse.internal.export.Plans.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.base.purgatory.EmulatedMachine;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boots exported files in QEMU with the firmware that it has. */
class ExportBootTest {

  /** QEMU's q35 with 3 GiB. */
  private static final MemoryMap MEMORY =
      Plans.map(
          Range.machine(0x1000, 0x9fc00),
          Range.machine(MIB, 2 * GIB),
          Range.machine(4 * GIB, 5 * GIB));

  /** Writes r2, which is a letter here, to the serial port and switches the machine off by PSCI. */
  private static final int[] ARM_PAYLOAD = {
    0xe1500003, // cmp r0, r3: both are zero, r3 since the reset
    0x03710001, // cmneq r1, #1: whether r1 is -1
    0x13a0203f, // movne r2, #'?'
    0xe3a03409, // mov r3, #0x09000000: the PL011 of QEMU's virt machine
    0xe5832000, // str r2, [r3]
    0xe3a0200a, // mov r2, #10
    0xe5832000, // str r2, [r3]
    0xe59f0000, // ldr r0, [pc]
    0xe1400070, // hvc #0
    0x84000008, // PSCI_SYSTEM_OFF
  };

  @TempDir Path directory;

  /** Where SeaBIOS puts itself, to the last page of the RAM, and above 4 GiB. */
  private static List<Segment> texts() throws Exception {
    return List.of(
        Plans.segment(0x7000, 0x8000, "at the address of a boot sector\0"),
        Plans.segment(0x9e000, 0x9f000, "below the EBDA\0"),
        Plans.segment(16 * MIB, 17 * MIB, "at 16 MiB\0"),
        Plans.segment(2 * GIB - 16 * MIB - 0x20000, 2 * GIB - 16 * MIB, "in SeaBIOS\0"),
        Plans.segment(2 * GIB - 0x1000, 2 * GIB, "in the last page\0"),
        Plans.segment(5 * GIB - 0x1000, 5 * GIB, "above 4 GiB\0"));
  }

  private Segment payload() throws Exception {
    Tools.run(directory, "src/test/shim/build", directory.toString());
    byte[] code = Files.readAllBytes(directory.resolve("payload.bin"));
    ByteBuffer whole = ByteBuffer.allocate(0x800).order(ByteOrder.LITTLE_ENDIAN).put(code);
    for (Segment text : texts()) {
      whole.putLong(text.memory().start().value());
    }
    return Plans.segment(0x1000, 0x2000, SegmentData.ofBytes(whole.array()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bios-256k.bin", "qboot.rom"})
  void everySegmentArrives(String firmware) throws Exception {
    Tools.assume("as", "ld", "objcopy", "qemu-system-x86_64");
    List<Segment> segments = new ArrayList<>(List.of(payload()));
    segments.addAll(texts());
    Path file = directory.resolve("plan.elf");
    new PlanExporter().export(Plans.of(MEMORY, segments.toArray(new Segment[0])), file);
    List<String> command =
        List.of(
            "qemu-system-x86_64",
            "-accel",
            "tcg",
            "-M",
            "q35",
            "-cpu",
            "max",
            "-m",
            "3G",
            "-bios",
            firmware,
            "-kernel",
            file.toString());
    try (EmulatedMachine machine = new EmulatedMachine(directory, command)) {
      assertThat(machine.output())
          .containsSequence(
              "at the address of a boot sector",
              "below the EBDA",
              "at 16 MiB",
              "in SeaBIOS",
              "in the last page",
              "above 4 GiB")
          .noneMatch(line -> line.contains("not as Linux jumps"));
    }
  }

  @Test
  void armRegistersAreSet() throws Exception {
    Tools.assume("qemu-system-arm");
    ByteBuffer code = ByteBuffer.allocate(4 * ARM_PAYLOAD.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int instruction : ARM_PAYLOAD) {
      code.putInt(instruction);
    }
    MachineAddress entry = new MachineAddress(0x4100_0000L);
    Plan plan =
        Plans.of(
                Architecture.ARM,
                Plans.map(Range.machine(0x4000_0000L, 0x5000_0000L)),
                List.of(
                    Plans.segment(0x4100_0000L, 0x4100_1000L, SegmentData.ofBytes(code.array()))))
            .toBuilder()
            .entry(new EntryState(entry, entry, Map.of("r1", 0xffffffffL, "r2", (long) 'R')))
            .build();
    Path file = directory.resolve("plan.elf");
    new PlanExporter().export(plan, file);
    List<String> command =
        List.of(
            "qemu-system-arm",
            "-M",
            "virt",
            "-cpu",
            "cortex-a15",
            "-m",
            "256",
            "-kernel",
            file.toString());
    try (EmulatedMachine machine = new EmulatedMachine(directory, command)) {
      assertThat(machine.output()).containsExactly("R");
    }
  }
}

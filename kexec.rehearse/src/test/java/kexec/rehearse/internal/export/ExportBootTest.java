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
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.base.purgatory.EmulatedMachine;
import kexec.base.purgatory.Tools;
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
}

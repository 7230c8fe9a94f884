package kexec.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.shell.internal.terminal.Progress;
import kexec.shell.internal.terminal.Terminal;
import kexec.shell.internal.terminal.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentFilesTest {

  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  private static SegmentData text(String text) {
    return SegmentData.ofBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Path written(SegmentData data) throws Exception {
    Segment kernel =
        new Segment(SegmentRole.KERNEL, Range.machine(GIB, 4 * GIB), data, text("").digest());
    Plan plan =
        Plan.builder()
            .slot(Slot.DEFAULT)
            .firmware("none")
            .kernel(
                Path.of("kernel"),
                1,
                new KernelFacts("ELF64", Architecture.X86_64, Optional.empty(), 2047, Map.of()))
            .memory(
                MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 4 * GIB), MemoryType.RAM))))
            .segments(List.of(kernel))
            .build();
    Terminal nobody = Terminal.unwatched(Writer.nullWriter(), System.err);
    SegmentFiles.write(plan, directory, new Progress(nobody, Verbosity.NORMAL));
    return directory.resolve("00-kernel.bin");
  }

  @Test
  void zerosBetweenAreReadBack() throws Exception {
    Path file =
        written(
            SegmentData.concat(
                List.of(SegmentData.zeros(5), text("ab"), SegmentData.zeros(7), text("c"))));
    assertThat(Files.readString(file, StandardCharsets.US_ASCII))
        .isEqualTo("\0".repeat(5) + "ab" + "\0".repeat(7) + "c");
  }

  @Test
  void zerosAtTheEndGiveTheFileItsLength() throws Exception {
    Path file = written(SegmentData.concat(List.of(text("ab"), SegmentData.zeros(3))));
    assertThat(Files.readString(file, StandardCharsets.US_ASCII)).isEqualTo("ab\0\0\0");
  }

  @Test
  void twoGibibytesOfZerosTakeNoRoom() throws Exception {
    long before = Files.getFileStore(directory).getUsableSpace();
    Path file =
        written(SegmentData.concat(List.of(text("ab"), SegmentData.zeros(2 * GIB), text("c"))));
    assertThat(Files.size(file)).isEqualTo(2 * GIB + 3);
    assertThat(before - Files.getFileStore(directory).getUsableSpace()).isLessThan(GIB);
    try (RandomAccessFile read = new RandomAccessFile(file.toFile(), "r")) {
      read.seek(2 * GIB + 2);
      assertThat(read.read()).isEqualTo('c');
    }
  }
}

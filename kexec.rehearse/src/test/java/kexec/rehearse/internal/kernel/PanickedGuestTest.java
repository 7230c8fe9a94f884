package kexec.rehearse.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boots a distribution's kernel for x86_64 without a root file system in QEMU, and compares what is
 * read out of its memory after its panic with what it wrote on its console.
 */
@EnabledIfEnvironmentVariable(named = "JKEXEC_SAMPLE_KERNEL", matches = ".+")
class PanickedGuestTest {

  private static final String PANIC = "---[ end Kernel panic - not syncing: VFS: Unable to mount";
  private static final Pattern TIME = Pattern.compile("^\\[ *[\\d.]+\\] ?");
  private static final Pattern MOVED =
      Pattern.compile("Kernel Offset: 0x([0-9a-f]+) from 0x(\\w+)");

  @TempDir Path directory;

  @Test
  void itsLogAndItsSymbolsAreInItsMemory() throws Exception {
    Path ram = directory.resolve("ram");
    List<String> console =
        boot(ram).stream()
            .map(l -> TIME.matcher(l).replaceFirst("").replace('\t', ' ').stripTrailing())
            .toList();
    MappedRam memory = MappedRam.of(ram);
    List<String> log = new KernelLog(memory).lines();
    assertThat(log.get(0)).startsWith("Linux version ");
    // A driver's message may lose two characters, as CountedBlocks tells.
    assertThat(log).filteredOn(line -> !line.startsWith("pci ")).isSubsetOf(console);
    assertThat(log).anyMatch(line -> line.startsWith(PANIC));

    KernelSymbols symbols = KernelSymbols.find(memory).orElseThrow();
    long text =
        console.stream()
            .flatMap(l -> MOVED.matcher(l).results())
            .findFirst()
            .map(PanickedGuestTest::textStart)
            .orElseThrow();
    assertThat(symbols.at(text).orElseThrow()).endsWith("+0x0");
    assertThat(symbols.at(text + 1).orElseThrow()).endsWith("+0x1");
  }

  private static long textStart(MatchResult moved) {
    return Long.parseUnsignedLong(moved.group(2), 16) + Long.parseUnsignedLong(moved.group(1), 16);
  }

  private List<String> boot(Path ram) throws IOException, InterruptedException {
    Path console = directory.resolve("console");
    String memory = "memory-backend-file,share=on,id=m,size=256M,mem-path=" + ram;
    Process qemu =
        start(
            List.of(
                "qemu-system-x86_64",
                "-machine",
                "q35,memory-backend=m",
                "-m",
                "256M",
                "-object",
                memory,
                "-cpu",
                "max",
                "-display",
                "none",
                "-nic",
                "none",
                "-serial",
                "file:" + console,
                "-append",
                "console=ttyS0 ignore_loglevel root=/dev/none",
                "-kernel",
                System.getenv("JKEXEC_SAMPLE_KERNEL")));
    try {
      List<String> lines = List.of();
      for (int i = 0; i < 600 && qemu.isAlive(); i++) {
        TimeUnit.MILLISECONDS.sleep(200);
        lines = Files.exists(console) ? Files.readAllLines(console) : lines;
        if (lines.stream().anyMatch(line -> line.contains(PANIC))) {
          return lines;
        }
      }
      throw new AssertionError("the guest did not panic: " + lines);
    } finally {
      qemu.destroyForcibly().waitFor();
    }
  }

  private Process start(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("qemu.log").toFile())
          .start();
    } catch (IOException e) {
      Assumptions.abort("there is no QEMU: " + e.getMessage().toLowerCase(Locale.ROOT));
      throw e;
    }
  }
}

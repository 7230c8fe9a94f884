package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that the binary matches its sources. */
class PurgatoryBuildTest {

  private static final Path SOURCES = Path.of("src/main/purgatory");
  private static final Path BINARY =
      Path.of("src/main/resources/kexec/x86/internal", Purgatory.RESOURCE);

  /** The records that {@code build} writes next to the sources. */
  private static final List<String> RECORDS = List.of("built-from", "built-with");

  @TempDir Path directory;

  @Test
  void noSourceWasChangedWithoutBuilding() throws Exception {
    Map<Path, String> recorded = new TreeMap<>();
    for (String line : Files.readAllLines(SOURCES.resolve("built-from"))) {
      recorded.put(SOURCES.resolve(line.substring(66)).normalize(), line.substring(0, 64));
    }
    Map<Path, String> here = new TreeMap<>(Map.of(BINARY, digest(BINARY)));
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.toList()) {
        if (!RECORDS.contains(source.getFileName().toString())) {
          here.put(source, digest(source));
        }
      }
    }
    assertThat(here).isEqualTo(recorded);
  }

  @Test
  void sameCompilerGivesTheSameBytes() throws Exception {
    Tools.assume("gcc", "ld", "objcopy", "nm", "readelf");
    List<String> compiler =
        List.of(
            Tools.run(directory, "gcc", "--version").get(0),
            Tools.run(directory, "ld", "--version").get(0));
    Assumptions.assumeTrue(
        Files.readAllLines(SOURCES.resolve("built-with")).equals(compiler),
        () -> "built by another compiler than " + compiler);
    build();
    assertThat(directory.resolve("purgatory.bin")).hasSameBinaryContentAs(BINARY);
  }

  @Test
  void offsetsAreThoseThatTheLoaderKnows() throws Exception {
    Tools.assume("gcc", "ld", "objcopy", "nm", "readelf");
    Map<String, Integer> symbols = build();
    ByteBuffer binary =
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("purgatory.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(symbols)
        .containsEntry("entry", 0)
        .containsEntry("header", Purgatory.HEADER)
        .containsEntry("magic", 0x10)
        .containsEntry("version", 0x18)
        .containsEntry("table_offset", 0x1c)
        .containsEntry("capacity", 0x20)
        .containsEntry("count", 0x24)
        .containsEntry("jump", 0x28)
        .containsEntry("text_screen", 0x32)
        .containsEntry("verbose", 0x33)
        .containsEntry("on_mismatch", 0x34)
        .containsEntry("header_end", 0x38)
        .containsEntry("table", binary.getInt(0x1c))
        .containsEntry("purgatory_end", binary.capacity());
    int table = symbols.get("table_end") - symbols.get("table");
    assertThat(table).isEqualTo(binary.getInt(0x20) * Purgatory.SEGMENT_SIZE);
  }

  /** Returns the symbols' offsets. */
  private Map<String, Integer> build() throws Exception {
    Path nm = directory.resolve("nm");
    Path out = directory.resolve("purgatory.bin");
    Tools.run(directory, SOURCES.resolve("build").toString(), out.toString(), nm.toString());
    // "0000000000001e10 T table"
    return Files.readAllLines(nm).stream()
        .collect(
            Collectors.toMap(
                line -> line.substring(19),
                line -> Integer.parseInt(line, 0, 16, 16),
                Math::min,
                TreeMap::new));
  }

  private static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

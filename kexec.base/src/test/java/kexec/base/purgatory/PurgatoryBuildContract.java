package kexec.base.purgatory;

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

/** Verifies that a binary matches its sources. */
public abstract class PurgatoryBuildContract {

  /** As seen from the directory of a module with a binary. */
  private static final Path SHARED = Path.of("../kexec.base/src/main/purgatory");

  /** The records that {@code build} writes next to the sources. */
  private static final List<String> RECORDS = List.of("built-from", "built-with");

  @TempDir Path directory;

  private final Path sources;
  private final List<Path> all;
  private final Path resource;
  private final String prefix;

  /**
   * Names what is verified.
   *
   * @param sources the directory of the build script, in the module
   * @param others directories of more sources than that and the shared one
   * @param resource the binary
   * @param prefix what precedes the tools' names
   */
  protected PurgatoryBuildContract(Path sources, List<Path> others, Path resource, String prefix) {
    this.sources = sources;
    this.all = Stream.concat(Stream.of(SHARED, sources), others.stream()).toList();
    this.resource = resource;
    this.prefix = prefix;
  }

  private String tool(String name) {
    return prefix + name;
  }

  private void assumeTools() {
    Tools.assume(
        Stream.of("gcc", "ld", "objcopy", "nm", "readelf").map(this::tool).toArray(String[]::new));
  }

  @Test
  void noSourceWasChangedWithoutBuilding() throws Exception {
    Map<Path, String> recorded = new TreeMap<>();
    for (String line : Files.readAllLines(sources.resolve("built-from"))) {
      recorded.put(sources.resolve(line.substring(66)).normalize(), line.substring(0, 64));
    }
    Map<Path, String> here = new TreeMap<>(Map.of(resource, digest(resource)));
    for (Path folder : all) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          if (!RECORDS.contains(file.getFileName().toString())) {
            here.put(file, digest(file));
          }
        }
      }
    }
    assertThat(here).isEqualTo(recorded);
  }

  @Test
  void sameCompilerGivesTheSameBytes() throws Exception {
    assumeTools();
    List<String> compiler =
        List.of(
            Tools.run(directory, tool("gcc"), "--version").get(0),
            Tools.run(directory, tool("ld"), "--version").get(0));
    Assumptions.assumeTrue(
        Files.readAllLines(sources.resolve("built-with")).equals(compiler),
        () -> "built by another compiler than " + compiler);
    build();
    assertThat(directory.resolve("purgatory.bin")).hasSameBinaryContentAs(resource);
  }

  @Test
  void offsetsAreThoseThatTheLoaderKnows() throws Exception {
    assumeTools();
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
        .containsEntry("memory", 0x30)
        .containsEntry("verbose", 0x34)
        .containsEntry("on_mismatch", 0x35)
        .containsEntry("options", Purgatory.OPTIONS)
        .containsEntry("table", binary.getInt(0x1c))
        .containsEntry("purgatory_end", binary.getInt(0x30));
    int table = symbols.get("table_end") - symbols.get("table");
    assertThat(table).isEqualTo(binary.getInt(0x20) * Purgatory.SEGMENT_SIZE);
  }

  /** Returns the symbols' offsets. */
  private Map<String, Integer> build() throws Exception {
    Path nm = directory.resolve("nm");
    Path out = directory.resolve("purgatory.bin");
    Tools.run(directory, sources.resolve("build").toString(), out.toString(), nm.toString());
    // "0000000000001e10 T table", with 8 digits for a 32-bit processor
    return Files.readAllLines(nm).stream()
        .collect(
            Collectors.toMap(
                line -> line.substring(line.lastIndexOf(' ') + 1),
                line -> Integer.parseInt(line, 0, line.indexOf(' '), 16),
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

package kexec.entries.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.text.ByteText;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files of distributions: whatever becomes of them, there is an answer. */
class HostileEntriesTest {

  private static final int DAMAGES = 25;

  /** What a script, an entry or an environment block treats specially. */
  private static final List<String> SPECIAL =
      List.of(
          "'",
          "\"",
          "{",
          "}",
          "$",
          "${",
          "\\",
          ";",
          "\n",
          "\0",
          "#",
          ">",
          "if ",
          " fi",
          " then ",
          "menuentry x {",
          "source $prefix/grub.cfg\n",
          "load_env\n",
          "blscfg\n",
          "../",
          "\u001b[2J",
          "linux",
          "default=",
          "[ ",
          " ]",
          "$?",
          "\u00ff");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"debian", "debian-xen", "ubuntu", "rocky", "opensuse", "arch", "nixos"})
  void damagedFilesAreListedWithoutAFault(String distribution) throws Exception {
    Path from =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/kexec/entries/" + distribution))
                .toURI());
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    Random random = new Random(distribution.hashCode());
    for (int i = 0; i < DAMAGES; i++) {
      BootLayout layout = new BootLayout(Files.createTempDirectory(directory, "root"));
      layout.stubs("/boot/vmlinuz-6.1").mounts("8:1 / /");
      for (Path file : files) {
        layout.bytes("/" + from.relativize(file), damaged(Files.readAllBytes(file), random));
      }
      assertSound(layout.list());
    }
  }

  private static byte[] damaged(byte[] content, Random random) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      text =
          switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 20));
            case 2 -> text.substring(0, at) + text;
            default ->
                text.substring(0, at)
                    + SPECIAL.get(random.nextInt(SPECIAL.size()))
                    + text.substring(at);
          };
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(bytes, Math.min(bytes.length, 1 << 18));
  }

  private static void assertSound(BootEntries.Listing listing) throws IOException {
    List<String> ids = listing.entries().stream().map(BootEntry::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    listing.defaultId().ifPresent(id -> assertThat(ids).contains(id));
    for (BootEntry entry : listing.entries()) {
      assertThat(ByteText.isBytes(entry.commandLine())).as(entry.toString()).isTrue();
      assertThat(entry.commandLine()).doesNotContain("$menuentry_id_option");
      assertThat(entry.isLoadable() && !Files.isRegularFile(entry.kernel()))
          .as(entry.toString())
          .isFalse();
    }
  }
}

package kexec.api.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

  @ParameterizedTest
  @CsvSource({
    "/boot/vmlinuz, file:///boot/vmlinuz",
    "/boot/\u00e9, file:///boot/%C3%A9",
    "/\udcfc/a b%41, file:///%FC/a%20b%2541",
    "/\u6f22/../\udcff, file:///%E6%BC%A2/../%FF",
    "/\ud83d\udc80?#\udc80, file:///%F0%9F%92%80%3F%23%80",
    "'/\udcfc\n', file:///%FC%0A"
  })
  void aNameIsItsBytes(String name, String uri) {
    Path path = FileName.path(name);

    assertThat(path).isEqualTo(Path.of(URI.create(uri)));
    assertThat(path.toUri().toString()).isEqualTo(uri);
    assertThat(FileName.of(path)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", ".", "../a", "\u00e9", "../\udcfc", "./\udcfc/../\u6f22", "~\udcff"})
  void aRelativeNameStaysRelative(String name) {
    Path path = FileName.path(name);

    assertThat(path.isAbsolute()).isFalse();
    assertThat(FileName.of(path)).isEqualTo(name);
    assertThat(FileName.path(FileName.of(path.toAbsolutePath()))).isEqualTo(path.toAbsolutePath());
  }

  @Test
  void aFileIsFoundByItsBytes(@TempDir Path directory) throws IOException {
    Path made = FileName.path(FileName.of(directory) + "/gr\udcfc\udcdfe");
    Files.writeString(made, "found");

    try (var files = Files.list(directory)) {
      assertThat(files.map(FileName::of)).containsExactly(FileName.of(made));
    }
    assertThat(made).hasContent("found");
    assertThat(made.toUri().getRawPath()).endsWith("/gr%FC%DFe");
  }

  @Test
  void aDirectoryHasNoSlashBehindIt(@TempDir Path directory) throws IOException {
    Path made = Files.createDirectory(FileName.path(FileName.of(directory) + "/\udcfc"));

    assertThat(FileName.of(made)).endsWith("/\udcfc");
    assertThat(FileName.of(Path.of("/"))).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "gr\ufffd", "\0", "\ud83d", "/a\udc00"})
  void whatNoFileCanBeCalledIsRefused(String name) {
    assertThatThrownBy(() -> FileName.path(name))
        .isInstanceOf(InvalidPathException.class)
        .hasMessageContaining("a file's name");
  }
}

package kexec.entries.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import kexec.api.entry.BootEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other users may write decides nothing. */
class UntrustedTest {

  @TempDir private Path directory;
  private BootLayout layout;

  @BeforeEach
  void create() {
    layout =
        new BootLayout(directory)
            .stubs("/k")
            .file("/boot/grub/grub.cfg", "menuentry g {\n linux /k\n}\nsource $prefix/more.cfg\n")
            .file("/boot/grub/more.cfg", "set default=m\nmenuentry m {\n linux /k\n}\n")
            .file("/efi/loader/entries/s.conf", "linux /k\n")
            .file("/efi/loader/entries/t.conf", "linux /k\n");
  }

  private void everybodyMayWrite(String name) throws Exception {
    boolean is = Files.isDirectory(layout.path(name));
    Files.setPosixFilePermissions(
        layout.path(name), PosixFilePermissions.fromString(is ? "rwxrwxrwx" : "rw-rw-rw-"));
  }

  private String ids() {
    return String.join(" ", layout.list().entries().stream().map(BootEntry::id).toList());
  }

  @Test
  void withoutThatEverythingIsRead() {
    assertThat(ids()).isEqualTo("g m t s");
    assertThat(layout.codes()).isEqualTo("entries-default-unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/boot/grub/grub.cfg", "/boot/grub", "/boot"})
  void aConfigurationIsNotRead(String name) throws Exception {
    everybodyMayWrite(name);
    assertThat(ids()).isEqualTo("t s");
    assertThat(layout.codes()).contains("entries-untrusted");
    assertThat(layout.list().findings().get(0).message()).contains("everybody may write to");
  }

  @Test
  void anIncludedFileIsNotRead() throws Exception {
    everybodyMayWrite("/boot/grub/more.cfg");
    assertThat(ids()).isEqualTo("g t s");
    assertThat(layout.codes()).contains("entries-untrusted");
  }

  @Test
  void anEntryIsNotRead() throws Exception {
    everybodyMayWrite("/efi/loader/entries/t.conf");
    assertThat(ids()).isEqualTo("g m s");
    assertThat(layout.codes()).contains("entries-untrusted");
  }
}

package kexec.images.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import kexec.api.fault.Fault;
import kexec.base.config.ConfigText;
import kexec.images.internal.config.Configuration;
import kexec.launch.Trust;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {

  private static final String GOOD = "slot = crash\nkernel = /boot/vmlinuz\n";

  @TempDir private Path parent;

  private Path directory;

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(parent.resolve("jkexec"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ConfigSource.Found read() throws IOException {
    return new ConfigDirectory(directory, Trust.ofThisUser()).read();
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private Fault refusal() throws IOException {
    List<Configuration> all = read().configurations();
    assertThat(all).singleElement().isInstanceOf(Configuration.Invalid.class);
    return ((Configuration.Invalid) all.get(0)).fault();
  }

  @Test
  void onlyItsConfigurationsAreRead() throws IOException {
    write("kdump.conf", GOOD);
    write("kdump.conf~", GOOD);
    write(".kdump.conf.swp", GOOD);
    write(".hidden.conf", GOOD);
    write("README", "words");
    assertThat(read().configurations())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found).isInstanceOf(Configuration.Valid.class);
              assertThat(found.name()).isEqualTo("kdump");
            });
    assertThat(read().trouble()).isEmpty();
  }

  @Test
  void aFileThatOthersMayWriteIsNotRead() throws IOException {
    Path file = write("kdump.conf", GOOD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(refusal().code()).isEqualTo("image-configuration-not-trusted");
  }

  @Test
  void aDirectoryThatOthersMayWriteIsNotRead() throws IOException {
    write("kdump.conf", GOOD);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(read().configurations()).isEmpty();
    assertThat(read().trouble().orElseThrow().code()).isEqualTo("image-configuration-not-trusted");
  }

  @Test
  void aLinkLeadsToAFileThatIsCheckedToo() throws IOException {
    Path real = Files.writeString(parent.resolve("real"), GOOD);
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createSymbolicLink(directory.resolve("kdump.conf"), real);
    assertThat(refusal().code()).isEqualTo("image-configuration-not-trusted");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(read().configurations()).singleElement().isInstanceOf(Configuration.Valid.class);
  }

  @Test
  void whatIsNoFileIsNotOpened() throws IOException {
    Files.createDirectory(directory.resolve("kdump.conf"));
    assertThat(refusal().cause()).contains("not a regular file");
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    write("kdump.conf", GOOD + "#".repeat(ConfigText.MAX_BYTES));
    assertThat(refusal().cause()).contains("longer than");
  }

  @Test
  void tooManyFilesAreRefusedAsAWhole() throws IOException {
    for (int i = 0; i < 101; i++) {
      write("n" + i + ".conf", GOOD);
    }
    assertThat(read().configurations()).isEmpty();
    assertThat(read().trouble().orElseThrow().cause()).contains("more than 100 files");
  }

  @Test
  void aDirectoryThatIsNotThereIsNoEmptyOne() throws IOException {
    Files.delete(directory);
    assertThat(read().trouble().orElseThrow().code()).isEqualTo("image-configuration-unreadable");
    assertThat(read().watched()).contains(parent);
  }
}

package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes disks of guests. */
final class Ext4 {

  private Ext4() {}

  /**
   * Makes a disk with one file system and nothing around it.
   *
   * @param content the directory that is copied to it
   * @param image the file
   * @param size as mke2fs takes it
   * @param options further options of mke2fs
   * @return the file
   */
  static Path make(Path content, Path image, String size, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-t", "ext4"));
    command.addAll(List.of(options));
    command.addAll(List.of("-d", content.toString(), image.toString(), size));
    Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
    return image;
  }
}

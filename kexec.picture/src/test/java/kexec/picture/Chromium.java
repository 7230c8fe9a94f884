package kexec.picture;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** A browser that is started for one page at a time, without a window. */
final class Chromium {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long SECONDS = 120;

  private final Path program;
  private final Path directory;

  /**
   * Creates one.
   *
   * @param program the browser's program
   * @param directory for what it writes, empty
   */
  Chromium(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** {@return the browser on the path, if there is one} */
  static Optional<Path> find() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(place -> NAMES.stream().map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** {@return the document of a page after its scripts have run, as HTML} */
  String dump(Path page, boolean dark) throws IOException, InterruptedException {
    return run(dark, "--dump-dom", "--virtual-time-budget=20000", page.toUri().toString());
  }

  /** {@return what a page looks like} */
  BufferedImage picture(Path page, boolean dark, int width, int height)
      throws IOException, InterruptedException {
    Path file = directory.resolve("picture.png");
    Files.deleteIfExists(file);
    run(
        dark,
        "--hide-scrollbars",
        "--window-size=" + width + "," + height,
        "--screenshot=" + file,
        page.toUri().toString());
    return ImageIO.read(file.toFile());
  }

  private String run(boolean dark, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"));
    command.add("--user-data-dir=" + directory.resolve("profile"));
    command.add("--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
    command.addAll(List.of(words));
    Path out = directory.resolve("out");
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException("no answer from " + command);
    }
    if (process.exitValue() != 0) {
      throw new IOException(command + ": " + Files.readString(errors, StandardCharsets.UTF_8));
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}

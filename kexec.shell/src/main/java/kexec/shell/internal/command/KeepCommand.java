package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImage.State;
import kexec.api.text.Printable;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.ConfiguredJson;
import kexec.shell.internal.text.ConfiguredText;
import kexec.shell.internal.text.Page;

/** Loads the images that configurations describe, and keeps them loaded. */
public final class KeepCommand implements Command<List<ConfiguredImage>> {

  private static final Option ONCE =
      Option.flag(
          "Load what is configured now, and end: with 0 where all of it is loaded, with 1 where"
              + " not.",
          "--once");

  private static final Option DIRECTORY =
      Option.value(
          "DIR", "Where the configurations NAME.conf are; /etc/jkexec by default.", "--directory");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "keep",
          "Load the images that /etc/jkexec/*.conf describe, and keep them loaded until this process"
              + " is ended: when a configuration or a file changes, when hardware comes or goes,"
              + " and when an image is lost. What is loaded stays loaded afterwards.",
          List.of(),
          List.of(ONCE, DIRECTORY),
          List.of("keep", "keep --once", "keep --once --directory=/run/jkexec.d"));

  private final boolean once;
  private final Optional<Path> directory;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense
   */
  public KeepCommand(Arguments arguments) throws UsageException {
    once = arguments.has(ONCE);
    directory = arguments.path(DIRECTORY).map(Path::toAbsolutePath);
  }

  @Override
  public boolean lasts() {
    return !once;
  }

  @Override
  public List<ConfiguredImage> call(CommandContext bench) throws KexecException {
    ImageKeeping keeping = bench.imageKeeping();
    if (once) {
      return keeping.once(directory);
    }
    Changes changes = new Changes(bench);
    keeping.keep(directory, changes::tell);
    return keeping.observe();
  }

  /** Tells of an image when something about it has changed. */
  private static final class Changes {

    private final CommandContext bench;
    private List<ConfiguredImage> before = List.of();

    Changes(CommandContext bench) {
      this.bench = bench;
    }

    void tell(List<ConfiguredImage> now) {
      for (ConfiguredImage image : now) {
        if (!before.contains(image)) {
          // A line feed in a name must not make a line of its own.
          String line = Printable.of(ConfiguredText.line(image)) + "\n";
          bench.progress().output(line.getBytes(StandardCharsets.UTF_8));
        }
      }
      before = now;
    }
  }

  @Override
  public void show(List<ConfiguredImage> images, Page page) {
    if (images.isEmpty()) {
      page.line("no image is configured");
    }
    images.forEach(image -> page.line(ConfiguredText.line(image)));
  }

  @Override
  public JsonElement json(List<ConfiguredImage> images) {
    return ConfiguredJson.of(images);
  }

  @Override
  public int exitStatus(List<ConfiguredImage> images) {
    return images.stream().allMatch(image -> image.state() == State.CURRENT) ? 0 : 1;
  }
}

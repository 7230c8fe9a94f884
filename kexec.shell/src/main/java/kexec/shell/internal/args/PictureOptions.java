package kexec.shell.internal.args;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files to which pictures are written. */
public final class PictureOptions {

  private static final Option SVG =
      Option.value("FILE", "Write it as a picture to an SVG file, which must not exist.", "--svg");

  private static final Option HTML =
      Option.value(
          "FILE", "Write it as a picture to an HTML file, which must not exist.", "--html");

  /** The options. */
  public static final List<Option> ALL = List.of(SVG, HTML);

  private final Optional<Path> svg;
  private final Optional<Path> html;

  /**
   * Takes the options of a command.
   *
   * @param arguments the command's arguments
   * @throws UsageException if a value is no path
   */
  public PictureOptions(Arguments arguments) throws UsageException {
    svg = arguments.path(SVG);
    html = arguments.path(HTML);
  }

  /** {@return the file for SVG, if one is wanted} */
  public Optional<Path> svg() {
    return svg;
  }

  /** {@return the file for HTML, if one is wanted} */
  public Optional<Path> html() {
    return html;
  }
}

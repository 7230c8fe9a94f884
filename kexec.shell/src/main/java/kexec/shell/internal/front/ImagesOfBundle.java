package kexec.shell.internal.front;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImages;
import kexec.shell.internal.command.ImageKeeping;

/**
 * The images that a bundle keeps loaded by itself: a command can only ask.
 *
 * @param images tells of them
 */
record ImagesOfBundle(ConfiguredImages images) implements ImageKeeping {

  @Override
  public List<ConfiguredImage> observe() {
    return images.list();
  }

  @Override
  public List<ConfiguredImage> once(Optional<Path> directory) throws KexecException {
    throw keptAlready();
  }

  @Override
  public void keep(Optional<Path> directory, Consumer<List<ConfiguredImage>> listener)
      throws KexecException {
    throw keptAlready();
  }

  private static KexecException keptAlready() {
    return new KexecException(
        new Fault(
            "images-kept-by-bundle",
            "keeping configured images loaded",
            "a bundle does that in this framework, all the time",
            "Ask with kexec:status what is loaded."));
  }
}

package kexec.shell.internal.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;

/** Looks after the images that configurations describe. */
public interface ImageKeeping {

  /**
   * {@return the configured images as far as this user can tell; empty if nothing is configured}
   */
  List<ConfiguredImage> observe();

  /**
   * Loads what is configured now.
   *
   * @param directory the directory of the configurations; empty for the usual one
   * @return the configured images afterwards
   * @throws KexecException if the configurations cannot be read
   */
  List<ConfiguredImage> once(Optional<Path> directory) throws KexecException;

  /**
   * Keeps what is configured loaded until this process is ended.
   *
   * @param directory the directory of the configurations; empty for the usual one
   * @param listener is told the images whenever they were looked at
   * @throws KexecException if the configurations cannot be read at the start, or this thread is
   *     interrupted
   */
  void keep(Optional<Path> directory, Consumer<List<ConfiguredImage>> listener)
      throws KexecException;
}

package kexec.api;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kexec.api.plan.LoadMethod;

/**
 * What is known of a loaded image, as it was written down when it was loaded.
 *
 * @param kernel the kernel file
 * @param initrds the initial RAM disks
 * @param commandLine the command line that the receiver was handed. By {@link LoadMethod#FILES} it
 *     is not the whole: Linux puts {@code elfcorehdr=} with an address of its own choice before the
 *     line of a crash image.
 * @param bytes the content of all segments
 * @param segments how many there are
 * @param loadedAt when the receiver took it
 * @param method the way by which the receiver took it; nothing where that was not written down
 */
public record ImageRecord(
    Path kernel,
    List<Path> initrds,
    String commandLine,
    long bytes,
    int segments,
    Instant loadedAt,
    Optional<LoadMethod> method) {

  /** Makes the list unmodifiable. */
  public ImageRecord {
    initrds = List.copyOf(initrds);
  }
}

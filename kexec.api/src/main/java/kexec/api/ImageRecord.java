package kexec.api;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a loaded image, as it was written down when it was loaded.
 *
 * @param kernel the kernel file
 * @param initrds the initial RAM disks
 * @param commandLine the final command line
 * @param bytes the content of all segments
 * @param segments how many there are
 * @param loadedAt when the receiver took it
 */
public record ImageRecord(
    Path kernel,
    List<Path> initrds,
    String commandLine,
    long bytes,
    int segments,
    Instant loadedAt) {

  /** Makes the list unmodifiable. */
  public ImageRecord {
    initrds = List.copyOf(initrds);
  }
}

package kexec.api;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kexec.api.plan.LoadMethod;
import kexec.api.rehearse.RehearsalVerdict;

/**
 * The persisted record of a loaded image, written when the image was loaded.
 *
 * @param kernel the kernel file
 * @param initrds the initial RAM disks
 * @param commandLine the command line that was passed to the receiver. With {@link
 *     LoadMethod#FILES} it is incomplete: Linux prepends {@code elfcorehdr=}, with an address that
 *     it chooses itself, to the command line of a crash image.
 * @param bytes the total content size of all segments
 * @param segments the number of segments
 * @param loadedAt when the receiver accepted the image
 * @param method the method by which the image was loaded; empty if it was not recorded
 * @param rehearsal the rehearsal of exactly this image; empty if it was never rehearsed, as when it
 *     was planned again since, for another machine or for memory that came or went
 */
public record ImageRecord(
    Path kernel,
    List<Path> initrds,
    String commandLine,
    long bytes,
    int segments,
    Instant loadedAt,
    Optional<LoadMethod> method,
    Optional<RehearsalVerdict> rehearsal) {

  /** Makes the list unmodifiable. */
  public ImageRecord {
    initrds = List.copyOf(initrds);
  }
}

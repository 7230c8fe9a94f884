package kexec.core.internal.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.plan.FileLease;
import kexec.api.text.FileName;

/**
 * The leases on the files of one image, from before they are digested until the image is loaded.
 * For a single use by one thread.
 */
public final class Leases implements FileLease.Source, AutoCloseable {

  private final FileLease.Source source;
  private final List<FileLease> taken = new ArrayList<>();
  private final List<String> copied = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private boolean copying;

  /**
   * Creates the leases; none is taken yet.
   *
   * @param source takes leases
   */
  public Leases(FileLease.Source source) {
    this.source = source;
  }

  /** From now on, a file on which there is no lease is copied, and the copy is used. */
  public void copyWhatIsNotLeased() {
    copying = true;
  }

  @Override
  public Optional<FileLease> take(Path file) {
    Optional<FileLease> lease = source.take(file);
    if (lease.isEmpty() && copying) {
      lease = copy(file);
    }
    lease.ifPresent(taken::add);
    return lease;
  }

  private Optional<FileLease> copy(Path file) {
    try {
      FileLease copy = PrivateCopy.of(file);
      copied.add(FileName.of(file));
      return Optional.of(copy);
    } catch (IOException e) {
      failed.add(FileName.of(file) + ": " + Causes.of(e));
      return Optional.empty();
    }
  }

  /** {@return the files of which copies are used, for people} */
  public List<String> copied() {
    return List.copyOf(copied);
  }

  /**
   * Proves that what was read of the files since they were asked for is what is in them now.
   *
   * @param attempted what needs the proof, as a gerund, for the error's text
   * @throws BadFileException with the code {@code policy-file-not-held} if a file was neither
   *     leased nor copied, or a lease was lost
   */
  public void requireHeld(String attempted) throws BadFileException {
    if (!failed.isEmpty()) {
      throw notHeld(
          attempted,
          "no lease can be had on a file, and it cannot be copied: " + String.join("; ", failed),
          "Make room for a copy in %s, or copy the files to a local file system."
              .formatted(System.getProperty("java.io.tmpdir")));
    }
    if (!taken.stream().allMatch(FileLease::isHeld)) {
      throw notHeld(
          attempted,
          "somebody opened one of the files for writing after it had been compared with the policy",
          "Load again when nobody writes to the files.");
    }
  }

  private static BadFileException notHeld(String attempted, String cause, String cure) {
    return new BadFileException(new Fault("policy-file-not-held", attempted, cause, cure));
  }

  /** Gives all of them back. */
  @Override
  public void close() {
    taken.forEach(FileLease::close);
  }
}

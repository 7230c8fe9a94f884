package kexec.core.internal.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.plan.FileLease;

/**
 * The leases on the files of one image, from before they are digested until the image is loaded.
 * For a single use by one thread.
 */
public final class Leases implements FileLease.Source, AutoCloseable {

  private final FileLease.Source source;
  private final List<FileLease> taken = new ArrayList<>();

  /**
   * Creates the leases; none is taken yet.
   *
   * @param source takes leases
   */
  public Leases(FileLease.Source source) {
    this.source = source;
  }

  @Override
  public Optional<FileLease> take(Path file) {
    Optional<FileLease> lease = source.take(file);
    lease.ifPresent(taken::add);
    return lease;
  }

  /** Gives all of them back. */
  @Override
  public void close() {
    taken.forEach(FileLease::close);
  }
}

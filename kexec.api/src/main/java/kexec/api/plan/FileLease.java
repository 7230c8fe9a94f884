package kexec.api.plan;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Proof that a file keeps its content: as long as the lease is held, nobody has opened the file for
 * writing or cut it short since the lease was taken. What was digested under a lease that is still
 * held needs no second digest. Thread-safe.
 */
@ConsumerType
public interface FileLease extends AutoCloseable {

  /** Takes leases. */
  @FunctionalInterface
  interface Source {

    /**
     * Takes a lease on a file.
     *
     * @param file a regular file
     * @return the lease, which the caller closes; empty if there is none for this file: somebody
     *     has it open for writing, it belongs to another user, or it can be changed without the
     *     operating system's knowledge, as over a network
     */
    Optional<FileLease> take(Path file);
  }

  /**
   * {@return a path that opens the leased file, even if another file has its name by now}
   *
   * @throws IllegalStateException if the lease is closed
   */
  Path path();

  /** {@return whether the lease is held: false for good once somebody wants to write, or closed} */
  boolean isHeld();

  /** Gives the lease back; whoever waits to write goes on. A second call does nothing. */
  @Override
  void close();
}

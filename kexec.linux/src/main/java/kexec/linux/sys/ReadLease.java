package kexec.linux.sys;

import java.nio.file.Path;
import java.util.Optional;
import kexec.api.plan.FileLease;

/** A read lease of the kernel on a file. */
public final class ReadLease implements FileLease {

  private final FileCalls calls;
  private final Descriptor file;
  private volatile boolean lost;

  private ReadLease(FileCalls calls, Descriptor file) {
    this.calls = calls;
    this.file = file;
  }

  /**
   * Takes a lease.
   *
   * @param calls the kernel
   * @param file a regular file
   * @return the lease; empty if the kernel grants none
   */
  public static Optional<FileLease> take(FileCalls calls, Path file) {
    try {
      Descriptor descriptor = calls.open(file);
      try {
        calls.lease(descriptor);
        return Optional.of(new ReadLease(calls, descriptor));
      } catch (SystemCallException e) {
        descriptor.close();
        return Optional.empty();
      }
    } catch (SystemCallException e) {
      // Whoever opens the file to read it tells why it cannot be opened.
      return Optional.empty();
    }
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public boolean isHeld() {
    if (!lost) {
      try {
        lost = !calls.isLeased(file);
      } catch (SystemCallException | IllegalStateException e) {
        lost = true;
      }
    }
    return !lost;
  }

  /** Closes the descriptor, with which the lease ends. */
  @Override
  public void close() {
    lost = true;
    file.close();
  }
}

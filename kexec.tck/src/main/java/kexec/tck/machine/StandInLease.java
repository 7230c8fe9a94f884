package kexec.tck.machine;

import java.nio.file.Path;
import kexec.api.plan.FileLease;

/** A lease that is held until a test says that somebody wants to write, on any file system. */
final class StandInLease implements FileLease {

  private final Path file;
  private volatile boolean held = true;

  StandInLease(Path file) {
    this.file = file;
  }

  void lose() {
    held = false;
  }

  @Override
  public Path path() {
    return file;
  }

  @Override
  public boolean isHeld() {
    return held;
  }

  @Override
  public void close() {
    held = false;
  }
}

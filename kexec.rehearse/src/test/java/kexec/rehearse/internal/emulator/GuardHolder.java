package kexec.rehearse.internal.emulator;

import java.nio.file.Path;
import java.util.List;

/** A process that starts a guarded program, tells its process id, and waits to be killed. */
final class GuardHolder {

  private GuardHolder() {}

  /** Keeps a program in a directory, the only argument. */
  public static void main(String[] arguments) throws Exception {
    try (Guard guard = new Guard(List.of("sleep", "600"), Path.of(arguments[0]))) {
      System.out.println(guard.program());
      guard.ended().get();
    }
  }
}

package kexec.cli;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import kexec.api.fault.KexecException;
import kexec.api.plan.SegmentData;

/**
 * Does on a second processor what the command will need later: the JVM compiles SHA-256 after its
 * first use, and JNA starts a program of its own when it is opened. A command that needs neither,
 * or that is not recognised here, only takes longer.
 */
final class Ahead {

  private static final Set<String> HASHING = Set.of("plan", "simulate");
  private static final Set<String> LOADING = Set.of("load", "-l", "--load", "-p", "--load-panic");

  /** What is compiled after so many bytes is compiled early. */
  private static final int BYTES = 1 << 17;

  private Ahead() {}

  /** Starts the work for a command, where there is a processor for it. */
  static void start(List<String> words) {
    boolean loads = !Collections.disjoint(words, LOADING);
    if (Runtime.getRuntime().availableProcessors() > 1
        && (loads || (!words.isEmpty() && HASHING.contains(words.get(0))))) {
      Thread thread = new Thread(() -> run(loads && NativeCalls.isUnpacked()), "ahead");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void run(boolean opens) {
    try {
      SegmentData.ofBytes(new byte[BYTES]).digest();
      if (opens) {
        new NativeCalls().run();
      }
    } catch (KexecException e) {
      // The command fails in the same way, and tells it.
    }
  }
}

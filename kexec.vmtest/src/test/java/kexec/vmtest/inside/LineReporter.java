package kexec.vmtest.inside;

import java.io.PrintStream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Writes a line for each test, and the stack of each failure. Used by one thread. */
final class LineReporter implements TestExecutionListener {

  private final PrintStream out;
  private int passed;
  private int failed;
  private int skipped;

  LineReporter(PrintStream out) {
    this.out = out;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped++;
    line("skipped", test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean isTest = test.isTest();
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (isTest) {
          passed++;
          line("passed", test, "");
        }
      }
      case ABORTED -> {
        skipped++;
        line("skipped", test, result.getThrowable().map(Throwable::getMessage).orElse(""));
      }
      case FAILED -> {
        failed++;
        line("FAILED", test, "");
        result.getThrowable().ifPresent(cause -> cause.printStackTrace(out));
      }
    }
  }

  private void line(String what, TestIdentifier test, String detail) {
    String name = test.getLegacyReportingName() + " " + test.getDisplayName();
    out.println("inside: " + what + " " + name + (detail.isEmpty() ? "" : ": " + detail));
  }

  /** Writes how many there were. */
  void sum() {
    out.printf("inside: %s passed, %s failed, %s skipped%n", passed, failed, skipped);
  }

  /** Returns whether there was a test and none failed. */
  boolean isGreen() {
    return passed > 0 && failed == 0;
  }
}

package kexec.vmtest.inside;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes of this package in a guest, and tells of each test on a line of its own, so
 * that the host need not read reports off a disk.
 */
public final class InsideMain {

  private InsideMain() {}

  /**
   * Runs the tests and ends the virtual machine: with 0 if there was a test and none failed.
   *
   * @param classes the simple names of the test classes
   */
  public static void main(String[] classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(classes)
                    .map(name -> selectClass(InsideMain.class.getPackageName() + "." + name))
                    .toList())
            .build();
    LineReporter reporter = new LineReporter(System.out);
    LauncherFactory.create().execute(request, reporter);
    reporter.sum();
    System.exit(reporter.isGreen() ? 0 : 1);
  }
}

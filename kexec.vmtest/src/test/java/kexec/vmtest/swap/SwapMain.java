package kexec.vmtest.swap;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Starts the product's bundles in a framework, all but the machines, and then the driver, which
 * starts those. Stops the framework in the end, as an administrator would.
 */
public final class SwapMain {

  private static final Set<String> STARTED_BY_THE_DRIVER =
      Set.of("kexec.sim", "kexec.baremetal", "kexec.xen");
  private static final long PATIENCE_MILLIS = 30_000;

  private SwapMain() {}

  /**
   * Runs the driver and ends the virtual machine: with 0 if everything went as it should.
   *
   * @param arguments the directories of the unpacked executable jar, of the driver's classes, and
   *     one for the state; the name of the machine that arrives
   */
  public static void main(String[] arguments) {
    try {
      Product product = Product.unpackedIn(Path.of(arguments[0]));
      byte[] driver = DriverBundle.of(Path.of(arguments[1]));
      run(framework(product, Path.of(arguments[2]), arguments[3]), product, driver);
    } catch (Exception e) {
      e.printStackTrace(System.out);
      System.exit(1);
    }
    System.exit(0);
  }

  private static Framework framework(Product product, Path state, String machine) {
    return ServiceLoader.load(FrameworkFactory.class)
        .findFirst()
        .orElseThrow()
        .newFramework(
            Map.of(
                Constants.FRAMEWORK_STORAGE,
                state.resolve("bundles").toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                product.systemPackages(),
                "kexec.state.directory",
                state.resolve("state").toString(),
                "swap.machine",
                machine,
                // The command line would end the run time.
                "jkexec.main",
                "false"));
  }

  private static void run(Framework framework, Product product, byte[] driver)
      throws BundleException, InterruptedException {
    framework.start();
    BundleContext context = framework.getBundleContext();
    List<Bundle> installed = new ArrayList<>();
    for (Path jar : product.bundles()) {
      installed.add(context.installBundle("reference:" + jar.toUri()));
    }
    for (Bundle bundle : installed) {
      if (!STARTED_BY_THE_DRIVER.contains(bundle.getSymbolicName())) {
        bundle.start();
      }
    }
    System.out.println("swap: framework runs");
    context.installBundle("driver", new ByteArrayInputStream(driver)).start();
    framework.stop();
    framework.waitForStop(PATIENCE_MILLIS);
    System.out.println("swap: framework stopped");
  }
}

package kexec.shell.internal.front;

import java.util.Optional;
import kexec.api.entry.BootEntries;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Publishes {@link GogoSessions} where Gogo is present. A component would be too late: Gogo's shell
 * has read its profile before the components of all bundles are there, and the first line would
 * have no completion.
 */
public final class GogoActivator implements BundleActivator {

  private static final String GOGO = "org.apache.felix.service.command";

  /** Creates the activator. */
  public GogoActivator() {}

  @Override
  public void start(BundleContext context) {
    boolean present =
        context
            .getBundle()
            .adapt(BundleWiring.class)
            .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)
            .stream()
            .map(wire -> wire.getCapability().getAttributes())
            .anyMatch(
                attributes -> GOGO.equals(attributes.get(PackageNamespace.PACKAGE_NAMESPACE)));
    if (present) {
      context.registerService(
          CommandSessionListener.class, new GogoSessions(() -> entries(context)), null);
    }
  }

  @Override
  public void stop(BundleContext context) {
    // The framework withdraws the service.
  }

  private static Optional<BootEntries> entries(BundleContext context) {
    ServiceReference<BootEntries> present = context.getServiceReference(BootEntries.class);
    return Optional.ofNullable(present).map(context::getService);
  }
}

package kexec.core.internal.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.condition.Condition;

/**
 * Publishes the kind of host as a {@link Condition} with the id {@code kexec.host}, so that a
 * backend's component can select its host by its satisfying condition.
 */
@Component(
    service = {},
    immediate = true)
public final class HostCondition {

  private final ServiceRegistration<Condition> registration;

  /**
   * Detects the kind of host and publishes it.
   *
   * @param context the bundle's context
   */
  @Activate
  public HostCondition(BundleContext context) {
    HostFacts facts = HostProbe.probe(Path.of("/"), System.getProperties());
    Map<String, Object> properties = new HashMap<>(facts.properties());
    properties.put(Condition.CONDITION_ID, "kexec.host");
    registration =
        context.registerService(
            Condition.class, Condition.INSTANCE, FrameworkUtil.asDictionary(properties));
  }

  /** Unregisters it. */
  @Deactivate
  public void deactivate() {
    registration.unregister();
  }
}

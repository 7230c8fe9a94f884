package kexec.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Reports the state of Declarative Services components. The launcher's class path does not have the
 * introspection types (OSGi Compendium 8, 112.9), so they are accessed by reflection.
 */
final class Components {

  private static final String RUNTIME =
      "org.osgi.service.component.runtime.ServiceComponentRuntime";

  /** The states of ComponentConfigurationDTO. */
  private static final int SATISFIED = 4;

  private static final int FAILED_ACTIVATION = 16;

  private Components() {}

  /**
   * {@return why a service is absent: for each component that would provide it, a clause with what
   * it waits for in turn; empty if Declarative Services is absent}
   *
   * @param context a context of the framework
   * @param service the service's interface
   */
  static List<String> waiting(BundleContext context, String service) {
    List<String> waiting = new ArrayList<>();
    ServiceReference<?> reference = context.getServiceReference(RUNTIME);
    if (reference == null) {
      return waiting;
    }
    try {
      List<Component> components = components(context, reference);
      Set<String> wanted = new LinkedHashSet<>(List.of(service));
      for (boolean more = true; more; ) {
        List<Component> found =
            components.stream().filter(component -> component.provides(wanted)).toList();
        components.removeAll(found);
        for (Component component : found) {
          waiting.add(component.clause());
          wanted.addAll(component.missing());
        }
        more = !found.isEmpty();
      }
    } catch (ReflectiveOperationException e) {
      waiting.add("what the components wait for is not known");
    }
    return waiting;
  }

  /** A component that is not active. */
  private record Component(
      String name, List<Object> services, boolean failed, List<String> missing) {

    boolean provides(Set<String> wanted) {
      return services.stream().anyMatch(wanted::contains);
    }

    String clause() {
      return "the component "
          + name
          + (failed ? " failed" : " waits for " + String.join(", ", missing));
    }
  }

  private static List<Component> components(BundleContext context, ServiceReference<?> reference)
      throws ReflectiveOperationException {
    Class<?> type = reference.getBundle().loadClass(RUNTIME);
    Object runtime = context.getService(reference);
    Object everywhere = new Bundle[0];
    List<Component> components = new ArrayList<>();
    for (Object description :
        all(
            type.getMethod("getComponentDescriptionDTOs", Bundle[].class)
                .invoke(runtime, everywhere))) {
      Object configurations =
          type.getMethod("getComponentConfigurationDTOs", description.getClass())
              .invoke(runtime, description);
      for (Object configuration : all(configurations)) {
        int state = configuration.getClass().getField("state").getInt(configuration);
        if (state < SATISFIED || state == FAILED_ACTIVATION) {
          components.add(
              new Component(
                  String.valueOf(field(description, "name")),
                  List.of(array(description, "serviceInterfaces")),
                  state == FAILED_ACTIVATION,
                  missing(description, configuration)));
        }
      }
    }
    return components;
  }

  /** The interfaces of the unsatisfied references, which carry only their names. */
  private static List<String> missing(Object description, Object configuration)
      throws ReflectiveOperationException {
    List<Object> names = new ArrayList<>();
    for (Object reference : array(configuration, "unsatisfiedReferences")) {
      names.add(field(reference, "name"));
    }
    List<String> missing = new ArrayList<>();
    for (Object reference : array(description, "references")) {
      if (names.contains(field(reference, "name"))) {
        missing.add(String.valueOf(field(reference, "interfaceName")));
      }
    }
    return missing;
  }

  private static Collection<?> all(Object collection) {
    return (Collection<?>) collection;
  }

  private static Object[] array(Object owner, String name) throws ReflectiveOperationException {
    return field(owner, name) instanceof Object[] values ? values : new Object[0];
  }

  private static @Nullable Object field(Object owner, String name)
      throws ReflectiveOperationException {
    return owner.getClass().getField(name).get(owner);
  }
}

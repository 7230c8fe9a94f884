package kexec.core.internal.machine;

import kexec.api.machine.MachineService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * A service that a bundle offers for a machine or an architecture, with its relevant properties.
 *
 * @param <T> the service's type
 * @param machine the machine's name; empty if the property is absent
 * @param architecture the architecture's label; empty if the property is absent
 * @param firmware what it runs under: {@code none}, or a hypervisor's or simulator's name
 * @param namedOnly whether it is used only by name
 * @param ranking the service ranking
 * @param id the service id
 * @param bundle the offering bundle's symbolic name
 * @param bundleId the offering bundle's id
 * @param service the service
 */
public record Offer<T>(
    String machine,
    String architecture,
    String firmware,
    boolean namedOnly,
    int ranking,
    long id,
    String bundle,
    long bundleId,
    T service)
    implements Comparable<Offer<?>> {

  /**
   * {@return the offer with the properties of a service reference}
   *
   * @param <T> the service's type
   * @param reference the service's reference
   * @param service the service
   */
  public static <T> Offer<T> of(ServiceReference<T> reference, T service) {
    return new Offer<>(
        text(reference, MachineService.MACHINE, ""),
        text(reference, MachineService.ARCH, ""),
        text(reference, MachineService.FIRMWARE, "none"),
        Boolean.parseBoolean(text(reference, MachineService.NAMED_ONLY, "false")),
        reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
        id(reference),
        text(reference.getBundle().getSymbolicName()),
        reference.getBundle().getBundleId(),
        service);
  }

  /**
   * {@return a service's id, which every service has}
   *
   * @param reference the service's reference
   */
  public static long id(ServiceReference<?> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }

  private static String text(ServiceReference<?> reference, String property, String fallback) {
    Object value = reference.getProperty(property);
    return value == null ? fallback : value.toString();
  }

  private static String text(@Nullable String name) {
    return name == null ? "" : name;
  }

  /** Orders by descending ranking, then by ascending service id (oldest first), as OSGi does. */
  @Override
  public int compareTo(Offer<?> other) {
    int byRanking = Integer.compare(other.ranking, ranking);
    return byRanking != 0 ? byRanking : Long.compare(id, other.id);
  }
}

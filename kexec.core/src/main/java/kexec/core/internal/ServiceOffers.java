package kexec.core.internal;

import kexec.api.machine.MachineService;
import kexec.core.internal.machine.Offer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Reads offers from the properties of services. */
final class ServiceOffers {

  private ServiceOffers() {}

  /**
   * {@return the offer with the properties of a service reference}
   *
   * @param <T> the service's type
   * @param reference the service's reference
   * @param service the service
   */
  static <T> Offer<T> of(ServiceReference<T> reference, T service) {
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
  static long id(ServiceReference<?> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }

  private static String text(ServiceReference<?> reference, String property, String fallback) {
    Object value = reference.getProperty(property);
    return value == null ? fallback : value.toString();
  }

  private static String text(@Nullable String name) {
    return name == null ? "" : name;
  }
}

package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import kexec.api.machine.MachineService;
import kexec.core.internal.machine.Offer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

final class ServiceOffersTest {

  private final Map<String, Object> properties = new HashMap<>(Map.of(Constants.SERVICE_ID, 7L));

  private static Bundle bundle(String name) {
    return (Bundle)
        Proxy.newProxyInstance(
            Bundle.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getSymbolicName" -> name;
                  case "getBundleId" -> 42L;
                  default -> throw new AssertionError(method + " was called");
                });
  }

  @SuppressWarnings("unchecked")
  private ServiceReference<String> reference(String bundleName) {
    return (ServiceReference<String>)
        Proxy.newProxyInstance(
            ServiceReference.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getProperty" -> properties.get((String) arguments[0]);
                  case "getBundle" -> bundle(bundleName);
                  default -> throw new AssertionError(method + " was called");
                });
  }

  @Test
  void everyPropertyIsRead() {
    properties.put(MachineService.MACHINE, "xen");
    properties.put(MachineService.ARCH, "x86_64");
    properties.put(MachineService.FIRMWARE, "xen");
    properties.put(MachineService.NAMED_ONLY, true);
    properties.put(Constants.SERVICE_RANKING, 5);

    assertThat(ServiceOffers.of(reference("kexec.xen"), "service"))
        .isEqualTo(new Offer<>("xen", "x86_64", "xen", true, 5, 7, "kexec.xen", 42, "service"));
  }

  @Test
  void propertiesThatAreAbsentHaveADefault() {
    assertThat(ServiceOffers.of(reference(null), "service"))
        .isEqualTo(new Offer<>("", "", "none", false, 0, 7, "", 42, "service"));
  }

  @Test
  void aRankingOfAnotherTypeCountsAsZeroAsInOsgi() {
    properties.put(Constants.SERVICE_RANKING, 5L);

    assertThat(ServiceOffers.of(reference("b"), "service").ranking()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "false, false", "yes, false"})
  void namedOnlyMayBeText(String text, boolean namedOnly) {
    properties.put(MachineService.NAMED_ONLY, text);

    assertThat(ServiceOffers.of(reference("b"), "service").namedOnly()).isEqualTo(namedOnly);
  }
}

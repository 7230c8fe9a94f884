package kexec.sim.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class SimMachineComponentTest {

  @TempDir private Path data;

  /** A service that is registered. */
  private static final class Registered {
    private final Class<?> type;
    private final Object service;
    private Dictionary<?, ?> properties;

    Registered(Class<?> type, Object service, Dictionary<?, ?> properties) {
      this.type = type;
      this.service = service;
      this.properties = properties;
    }
  }

  private final List<Registered> registry = new ArrayList<>();

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "registerService" ->
                      registration(
                          (Class<?>) arguments[0], arguments[1], (Dictionary<?, ?>) arguments[2]);
                  case "getProperty" -> null;
                  case "getDataFile" -> data.toFile();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Object registration(Class<?> type, Object service, Dictionary<?, ?> properties) {
    Registered registered = new Registered(type, service, properties);
    registry.add(registered);
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ServiceRegistration.class},
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "unregister" -> registry.remove(registered);
            case "setProperties" -> registered.properties = (Dictionary<?, ?>) arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
          }
          return null;
        });
  }

  /** A configuration with some values that are not the defaults. */
  private static SimConfig config(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>();
    all.put("memory", SimPlans.MAP.toString());
    all.putAll(values);
    return (SimConfig)
        Proxy.newProxyInstance(
            SimConfig.class.getClassLoader(),
            new Class<?>[] {SimConfig.class, Annotation.class},
            (proxy, method, arguments) ->
                all.getOrDefault(method.getName(), method.getDefaultValue()));
  }

  private MachineKexec machine() {
    return (MachineKexec) only(MachineKexec.class).service;
  }

  private Registered only(Class<?> type) {
    List<Registered> found = registry.stream().filter(r -> r.type == type).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void load(Slot slot) throws KexecException {
    PreparedImage image = machine().prepare(SimPlans.plan(slot, 1));
    machine().load(image);
    machine().cleanup(image);
  }

  @Test
  void registersAPairThatIsTakenByNameOnly() {
    new SimMachineComponent(context(), config(Map.of()));
    for (Class<?> type : List.of(MemoryOps.class, MachineKexec.class)) {
      Dictionary<?, ?> properties = only(type).properties;
      assertThat(properties.get("kexec.machine")).isEqualTo("sim");
      assertThat(properties.get("kexec.arch")).isEqualTo("x86_64");
      assertThat(properties.get("kexec.firmware")).isEqualTo("sim");
      assertThat(properties.get("kexec.named-only")).isEqualTo(true);
      assertThat(properties.get("service.ranking")).isEqualTo(-1000);
    }
    assertThat(machine().receiver()).isEqualTo("sim/sim");
    assertThat(only(MemoryOps.class).service).isNotSameAs(only(MachineKexec.class).service);
  }

  @Test
  void leavesItsImagesToTheNext() throws KexecException {
    SimMachineComponent first = new SimMachineComponent(context(), config(Map.of()));
    load(Slot.CRASH);
    first.deactivate();
    assertThat(registry).isEmpty();

    new SimMachineComponent(context(), config(Map.of()));
    assertThat(machine().status().loaded()).containsExactly(Slot.CRASH);
    assertThat(machine().execute(Slot.CRASH).succeeded()).isTrue();
    assertThat(machine().status().loaded()).isEmpty();
  }

  @Test
  void changesFaultsAndPropertiesUnderLoadedImages() throws KexecException {
    SimMachineComponent component = new SimMachineComponent(context(), config(Map.of()));
    MachineKexec before = machine();
    load(Slot.DEFAULT);
    component.modified(
        config(
            Map.of(
                "fail",
                new String[] {"load", "unload"},
                "namedOnly",
                false,
                "service_ranking",
                5)));
    assertThat(machine()).isSameAs(before);
    assertThat(only(MachineKexec.class).properties.get("kexec.named-only")).isEqualTo(false);
    assertThat(only(MemoryOps.class).properties.get("service.ranking")).isEqualTo(5);
    assertThat(before.status().loaded()).containsExactly(Slot.DEFAULT);
    assertThatThrownBy(() -> before.unload(Slot.DEFAULT)).isInstanceOf(KexecException.class);
    component.modified(config(Map.of()));
    before.unload(Slot.DEFAULT);
    assertThat(before.status().loaded()).isEmpty();
  }

  @Test
  void makesTheMachineAnewWhereItsMemoryChanges() throws KexecException {
    SimMachineComponent component = new SimMachineComponent(context(), config(Map.of()));
    MachineKexec before = machine();
    load(Slot.DEFAULT);
    component.modified(config(Map.of("scrambled", true)));
    assertThat(machine()).isNotSameAs(before);
    assertThat(machine().status().loaded()).containsExactly(Slot.DEFAULT);
  }

  @Test
  void keepsMachinesOfOtherNamesApart() throws KexecException {
    new SimMachineComponent(context(), config(Map.of("name", "one")));
    load(Slot.DEFAULT);
    registry.clear();
    new SimMachineComponent(context(), config(Map.of("name", "two")));
    assertThat(machine().status().loaded()).isEmpty();
  }

  @Test
  void refusesWrongConfigurations() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("name", "../x"),
            Map.of("name", ""),
            Map.of("memory", "much"),
            Map.of("fail", new String[] {"everything"}))) {
      assertThatThrownBy(() -> new SimMachineComponent(context(), config(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(registry).isEmpty();
  }
}

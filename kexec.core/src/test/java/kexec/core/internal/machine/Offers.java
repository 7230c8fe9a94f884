package kexec.core.internal.machine;

import java.lang.reflect.Proxy;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;

/** References to services that are never called: only their bundles matter. */
final class Offers {

  private Offers() {}

  static Offer<MemoryOps> memory(String machine, long bundle, int ranking, long id) {
    return offer(MemoryOps.class, machine, bundle, ranking, id);
  }

  static Offer<MachineKexec> receiver(String machine, long bundle, int ranking, long id) {
    return offer(MachineKexec.class, machine, bundle, ranking, id);
  }

  static Offer<MachineAbsence> absence(String machine, long bundle, int ranking, long id) {
    return offer(MachineAbsence.class, machine, bundle, ranking, id);
  }

  static Machine machine(String name, long id) {
    return new Machine(memory(name, 1, 0, id + 1), receiver(name, 1, 0, id));
  }

  private static <T> Offer<T> offer(
      Class<T> type, String machine, long bundle, int ranking, long id) {
    return new Offer<>(
        machine, "x86_64", "none", false, ranking, id, "bundle" + bundle, bundle, uncalled(type));
  }

  /** Creates a service that fails the test when it is called. */
  static <T> T uncalled(Class<T> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  case "toString" -> type.getSimpleName();
                  default -> throw new AssertionError(method + " was called");
                });
    return type.cast(proxy);
  }
}

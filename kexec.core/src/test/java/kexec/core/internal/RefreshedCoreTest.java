package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A framework that refreshes a bundle closes its class loader, while users may hold its service.
 */
class RefreshedCoreTest {

  @TempDir Path directory;

  @Test
  void aStoppedServiceRefusesWithoutItsClassLoader() throws Exception {
    URLClassLoader bundle = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
    Class<?> user = bundle.loadClass(User.class.getName());
    @SuppressWarnings("unchecked")
    BiFunction<Path, Callable<?>, Map<String, String>> uses =
        (BiFunction<Path, Callable<?>, Map<String, String>>)
            user.getDeclaredConstructor().newInstance();
    Map<String, String> outcomes =
        uses.apply(
            directory,
            () -> {
              bundle.close();
              return true;
            });
    assertThat(outcomes).hasSize(9);
    assertThat(outcomes.values()).containsOnly("service-stopped");
  }

  private static URL[] classPath() throws Exception {
    List<URL> all = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      all.add(Path.of(path).toUri().toURL());
    }
    return all.toArray(URL[]::new);
  }

  /** One who is loaded by the loader that is closed. */
  public static final class User implements BiFunction<Path, Callable<?>, Map<String, String>> {

    /** Called by reflection. */
    public User() {}

    @FunctionalInterface
    private interface Use {
      Object of(Kexec kexec) throws KexecException;
    }

    @Override
    public Map<String, String> apply(Path directory, Callable<?> refresh) {
      Map<String, Use> uses = uses(PlanRequest.of(Path.of("/dev/null")).build());
      KexecCore core =
          new KexecCore(
              new KexecCore.Settings(directory, Optional.empty(), false, false, Optional.empty()),
              () -> false);
      core.close();
      try {
        refresh.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      Map<String, String> outcomes = new LinkedHashMap<>();
      uses.forEach((name, use) -> outcomes.put(name, outcome(core, use)));
      return outcomes;
    }

    private static Map<String, Use> uses(PlanRequest request) {
      return Map.of(
          "plan", kexec -> kexec.plan(request),
          "inspect", kexec -> kexec.inspect(Path.of("/dev/null")),
          "load", kexec -> kexec.load(request),
          "unload", kexec -> kexec.unload(Slot.CRASH, Optional.empty()),
          "execute", kexec -> kexec.execute(Slot.CRASH, Optional.empty(), ShutdownMode.FORCED),
          "status", Kexec::status,
          "explain", kexec -> kexec.explain(Slot.CRASH, Optional.empty()),
          "memoryMap", kexec -> kexec.memoryMap(Optional.empty()),
          "backends", Kexec::backends);
    }

    private static String outcome(Kexec kexec, Use use) {
      try {
        return "answered " + use.of(kexec);
      } catch (KexecException e) {
        return e.fault().code();
      } catch (RuntimeException | LinkageError e) {
        return e.toString();
      }
    }
  }
}

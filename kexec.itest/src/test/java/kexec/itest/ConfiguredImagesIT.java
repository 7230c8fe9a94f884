package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImage.State;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Images that Configuration Admin describes are loaded, and stay loaded. */
public class ConfiguredImagesIT extends SimulatedMachineProbe {

  private static final long PATIENCE_SECONDS = 60;

  private final List<Configuration> configurations = new ArrayList<>();
  private Bundle images;
  private Path kernel;

  @BeforeEach
  void start() throws Exception {
    images = lab.bundle("kexec.images");
    Path directory = Files.createDirectories(lab.receiver("boot"));
    kernel = Files.copy(Kernels.path(), directory.resolve("vmlinuz"));
  }

  @AfterEach
  void stop() throws Exception {
    images.stop();
    if (sim.getState() == Bundle.ACTIVE) {
      lab.kexec().unload(Slot.CRASH, Optional.empty());
      sim.stop();
    }
    for (Configuration configuration : configurations) {
      configuration.delete();
    }
    images.start();
    await("nothing configured", List::isEmpty);
  }

  private Configuration kdump(String append) throws Exception {
    Configuration made =
        lab.service(ConfigurationAdmin.class).getFactoryConfiguration("kexec.image", "kdump", "?");
    if (!configurations.contains(made)) {
      configurations.add(made);
    }
    update(made, Map.of("append", append));
    return made;
  }

  private void update(Configuration configuration, Map<String, Object> more) throws Exception {
    Map<String, Object> values = new HashMap<>(more);
    values.put("slot", "crash");
    values.put("kernel", kernel.toString());
    values.put("settle", "1");
    configuration.update(FrameworkUtil.asDictionary(values));
  }

  private void await(String what, Predicate<List<ConfiguredImage>> reached) throws Exception {
    ConfiguredImages service = lab.service(ConfiguredImages.class);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!reached.test(service.list())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not reached: " + what + "; there is " + service.list());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void await(State state) throws Exception {
    await(state.name(), all -> all.size() == 1 && all.get(0).state() == state);
  }

  private void awaitLine(String start) throws Exception {
    await(
        "command line " + start,
        all -> {
          try {
            return lab.crashSlot(MACHINE)
                .image()
                .filter(image -> image.commandLine().startsWith(start))
                .isPresent();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  /** As a package manager does: what is being read is not written to. */
  private void replace(String content) throws Exception {
    moveIn(Files.writeString(kernel.resolveSibling("new"), content));
  }

  private void replace(Path content) throws Exception {
    moveIn(Files.copy(content, kernel.resolveSibling("new")));
  }

  private void moveIn(Path file) throws Exception {
    Files.move(file, kernel, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isArmed() {
    return Files.exists(lab.receiver(MACHINE).resolve("crash.manifest"));
  }

  @Test
  void aMachineThatComesLaterGetsTheImageThatIsConfigured() throws Exception {
    kdump("first");
    await(State.WAITING);
    lab.start(sim, MACHINE);
    await(State.CURRENT);
    awaitLine("first");
  }

  @Test
  void whatCannotBeLoadedLeavesTheOldImage() throws Exception {
    lab.start(sim, MACHINE);
    kdump("old");
    await(State.CURRENT);
    replace("no kernel");
    await(State.OUTDATED);
    assertThat(lab.service(ConfiguredImages.class).list().get(0).trouble().orElseThrow())
        .contains("no present boot protocol boots");
    assertThat(isArmed()).isTrue();
    replace(Kernels.path());
    await(State.CURRENT);
    Configuration configuration = kdump("other");
    awaitLine("other");
    update(configuration, Map.of("apend", "wrong"));
    await(State.OUTDATED);
    assertThat(isArmed()).isTrue();
    assertThat(lab.service(ConfiguredImages.class).list().get(0).trouble().orElseThrow())
        .contains("'append' is meant");
  }

  @Test
  void aRestartOfTheBundleAdoptsTheImageAndADeletionUnloadsIt() throws Exception {
    lab.start(sim, MACHINE);
    Configuration configuration = kdump("kept");
    await(State.CURRENT);
    lab.events().await(new KexecEvent.ImageLoaded(MACHINE, Slot.CRASH));
    var loadedAt = lab.crashSlot(MACHINE).image().orElseThrow().loadedAt();
    images.stop();
    assertThat(isArmed()).isTrue();
    images.start();
    await(State.CURRENT);
    assertThat(lab.crashSlot(MACHINE).image().orElseThrow().loadedAt()).isEqualTo(loadedAt);
    configurations.remove(configuration);
    configuration.delete();
    lab.events().await(new KexecEvent.ImageUnloaded(MACHINE, Slot.CRASH));
    assertThat(isArmed()).isFalse();
  }

  /**
   * Configurations, files and bundles come and go at random: nothing is unloaded or lost. Linux and
   * this machine free a crash image while they take the next one, which is no loss.
   */
  @Test
  void anArmedCrashKernelStaysArmed() throws Exception {
    Random random = new Random(7);
    lab.start(sim, MACHINE);
    kdump("start");
    await(State.CURRENT);
    List<KexecEvent> losses = new CopyOnWriteArrayList<>();
    var listener =
        context.registerService(
            KexecListener.class,
            event -> {
              if (event instanceof KexecEvent.ImageLost
                  || event instanceof KexecEvent.ImageUnloaded) {
                losses.add(event);
              }
            },
            null);
    for (int i = 0; i < 40; i++) {
      switch (random.nextInt(5)) {
        case 0 -> replace("no kernel " + i);
        case 1 -> replace(Kernels.path());
        case 2 -> kdump("line" + i);
        case 3 -> {
          images.stop();
          images.start();
        }
        default -> update(kdump("x"), Map.of("nonsense", "x"));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
      assertThat(losses).as("after change %s", i).isEmpty();
    }
    replace(Kernels.path());
    kdump("last");
    awaitLine("last");
    assertThat(losses).isEmpty();
    assertThat(isArmed()).isTrue();
    listener.unregister();
  }
}

package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.Backend;
import kexec.api.KexecEvent;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.plan.Architecture;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The backend's bundle and the core's, stopped and updated while a crash image is loaded. */
public class UpdateIT extends SimulatedMachineProbe {

  private Bundle core;

  @BeforeEach
  void load() throws Exception {
    core = lab.bundle("kexec.core");
    lab.start(sim, MACHINE);
    lab.kexec().load(lab.crashImage("kept"));
  }

  @AfterEach
  void unload() throws Exception {
    lab.kexec().unload(Slot.CRASH, Optional.empty());
  }

  @Test
  void theBackendStops() throws Exception {
    lab.stop(sim, MACHINE);
    assertThat(isArmed()).isTrue();
    lab.start(sim, MACHINE);
    assertIsTheSame();
  }

  @Test
  void theBackendIsUpdated() throws Exception {
    sim.update();
    assertThat(isArmed()).isTrue();
    lab.refresh();
    assertThat(isArmed()).isTrue();
    assertIsTheSame();
  }

  @Test
  void theCoreStops() throws Exception {
    core.stop();
    assertThat(isArmed()).isTrue();
    core.start();
    lab.events().await(new KexecEvent.ImageAdopted(MACHINE, Slot.CRASH));
    assertIsTheSame();
  }

  @Test
  void theCoreIsUpdated() throws Exception {
    core.update();
    assertThat(isArmed()).isTrue();
    lab.refresh();
    assertThat(isArmed()).isTrue();
    lab.events().await(new KexecEvent.ImageAdopted(MACHINE, Slot.CRASH));
    assertIsTheSame();
  }

  @Test
  void aProtocolWhoseRankingRisesIsAskedFirst() throws Exception {
    Map<String, Object> properties = new HashMap<>();
    properties.put("kexec.arch", Architecture.X86_64.label());
    properties.put(Constants.SERVICE_RANKING, -5);
    ServiceRegistration<BootProtocol> late =
        context.registerService(
            BootProtocol.class, new LateProtocol(), FrameworkUtil.asDictionary(properties));
    try {
      assertThat(protocols()).hasSizeGreaterThan(1).endsWith(LateProtocol.NAME);
      properties.put(Constants.SERVICE_RANKING, 1000);
      late.setProperties(FrameworkUtil.asDictionary(properties));
      assertThat(protocols()).startsWith(LateProtocol.NAME);
    } finally {
      late.unregister();
    }
    assertThat(protocols()).doesNotContain(LateProtocol.NAME);
  }

  /** In the order in which they examine a kernel file. */
  private List<String> protocols() throws Exception {
    return lab.kexec().backends().stream()
        .filter(backend -> backend.kind() == Backend.Kind.PROTOCOL)
        .map(Backend::name)
        .toList();
  }

  /** Recognizes no file. */
  private static final class LateProtocol implements BootProtocol {

    static final String NAME = "late";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Architecture architecture() {
      return Architecture.X86_64;
    }

    @Override
    public Recognition recognise(BootFile file) {
      return new Recognition.Foreign("it knows no file");
    }
  }

  private void assertIsTheSame() throws Exception {
    assertThat(lab.crashSlot(MACHINE).loaded()).isTrue();
    assertThat(lab.crashSlot(MACHINE).image().orElseThrow().commandLine()).startsWith("kept");
    assertThat(isArmed()).isTrue();
  }

  private boolean isArmed() {
    return Files.exists(lab.receiver(MACHINE).resolve("crash.manifest"));
  }
}

package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/** No way to a receiver passes a policy by: not the service, Gogo, a configuration or a move. */
public class PolicyIT extends SimulatedMachineProbe {

  private static final String DIRECTORY = "kexec.itest.policy";
  private static final long PATIENCE_SECONDS = 60;

  private SamplePolicy policy;

  @Override
  @Configuration
  public Option[] configuration() {
    SamplePolicy created = SamplePolicy.create(Path.of("target"));
    System.setProperty(DIRECTORY, created.directory().toString());
    return Stream.concat(
            Stream.of(super.configuration()),
            Stream.of(frameworkProperty("kexec.policy").value(created.file().toString())))
        .toArray(Option[]::new);
  }

  @BeforeEach
  void require() throws Exception {
    policy = SamplePolicy.in(Path.of(System.getProperty(DIRECTORY)));
    policy.write(SamplePolicy.KERNEL);
    lab.start(sim, MACHINE);
  }

  @AfterEach
  void unload() throws Exception {
    policy.write(SamplePolicy.OFF);
    for (Slot slot : Slot.values()) {
      lab.kexec().unload(slot, Optional.empty());
    }
  }

  private void load(Path kernel) throws Exception {
    lab.kexec().load(PlanRequest.of(kernel).build());
  }

  private void assertRefused(Path kernel, String code) {
    assertThatThrownBy(() -> load(kernel))
        .isInstanceOfSatisfying(
            KexecException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
  }

  private boolean isLoaded() throws Exception {
    return lab.receiverService(MACHINE).status().isLoaded(Slot.DEFAULT);
  }

  @Test
  void theServiceRefusesWhatIsNotSigned() throws Exception {
    assertRefused(Kernels.path(), "policy-signature-missing");
    assertThat(isLoaded()).isFalse();
    load(policy.signed());
    assertThat(isLoaded()).isTrue();
  }

  @Test
  void gogoRefusesWhatIsNotSigned() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandProcessor gogo = context.getService(context.getServiceReference(CommandProcessor.class));
    try (CommandSession session = gogo.createSession(InputStream.nullInputStream(), out, out)) {
      assertThatThrownBy(() -> session.execute("kexec:load '" + Kernels.path() + "'"))
          .hasMessageContaining("does not allow the kernel");
      session.execute("kexec:load '" + policy.signed() + "'");
    }
    assertThat(isLoaded()).isTrue();
  }

  @Test
  void aConfigurationLoadsNothingThatIsNotSigned() throws Exception {
    org.osgi.service.cm.Configuration image =
        lab.service(ConfigurationAdmin.class).getFactoryConfiguration("kexec.image", "kdump", "?");
    try {
      image.update(
          FrameworkUtil.asDictionary(
              Map.of("slot", "crash", "kernel", Kernels.path().toString(), "settle", "0")));
      ConfiguredImage refused = await(ConfiguredImage.State.REFUSED);
      assertThat(refused.trouble().orElseThrow()).contains("does not allow the kernel");
      image.update(
          FrameworkUtil.asDictionary(
              Map.of("slot", "crash", "kernel", policy.signed().toString(), "settle", "0")));
      await(ConfiguredImage.State.CURRENT);
    } finally {
      image.delete();
    }
  }

  private ConfiguredImage await(ConfiguredImage.State state) throws Exception {
    ConfiguredImages service = lab.service(ConfiguredImages.class);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      for (ConfiguredImage each : service.list()) {
        if (each.state() == state) {
          return each;
        }
      }
      assertThat(System.nanoTime()).as("%s", service.list()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** What was loaded before the policy stays where it is. */
  @Test
  void aMoveLoadsNothingThatIsNotSigned() throws Exception {
    policy.write(SamplePolicy.OFF);
    load(Kernels.path());
    policy.write(SamplePolicy.KERNEL);
    assertThat(
            lab.kexec().status().stream()
                .filter(status -> status.slot() == Slot.DEFAULT)
                .findFirst()
                .orElseThrow()
                .trouble()
                .orElseThrow())
        .contains("no policy required approval of its kernel");
    Bundle better = lab.copyOf(sim, "kexec.sim.better");
    try {
      lab.configure(better, "better", 10, false);
      lab.start(better, "better");
      assertThat(lab.events().await(KexecEvent.MoveFailed.class).reason())
          .contains("does not allow the kernel");
      assertThat(isLoaded()).isTrue();
      assertThat(lab.receiverService("better").status().isLoaded(Slot.DEFAULT)).isFalse();
    } finally {
      better.uninstall();
    }
  }

  @Test
  void withoutTheVerifierOnlyTheListCounts() throws Exception {
    Bundle verifier = lab.bundle("kexec.signature");
    verifier.stop();
    try {
      assertRefused(policy.signed(), "policy-verifier-missing");
    } finally {
      verifier.start();
    }
    load(policy.signed());
  }

  @Test
  void aPolicyThatIsGoneRefusesEverything() throws Exception {
    Files.delete(policy.file());
    assertRefused(policy.signed(), "policy-unreadable");
    assertThat(isLoaded()).isFalse();
  }
}

package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kexec.api.plan.Slot;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.condition.Condition;
import org.osgi.util.tracker.ServiceTracker;

/** The health checks, run by Felix, and the conditions that it makes of their tags. */
public class HealthIT extends SimulatedMachineProbe {

  private static final String MONITOR = "org.apache.felix.hc.core.impl.monitor.HealthCheckMonitor";
  private static final long PATIENCE_MILLIS = 30_000;

  @Test
  void aHostWithoutAMachineIsNotHealthy() throws Exception {
    assertThat(status("kexec machine")).isEqualTo(Result.Status.CRITICAL);
  }

  @Test
  void aTagRunsTheChecksOfAPurpose() throws Exception {
    lab.start(sim, MACHINE);
    assertThat(names("kexec"))
        .containsExactlyInAnyOrder(
            "kexec machine",
            "kexec configured images",
            "kexec default image",
            "kexec crash image",
            "kexec next default load");
    assertThat(names("kdump"))
        .containsExactlyInAnyOrder(
            "kexec machine",
            "kexec configured images",
            "kexec crash image",
            "kexec crash kernel",
            "kexec next crash load");
  }

  /** A component that must not run without a crash kernel is satisfied by this condition. */
  @Test
  void anArmedCrashKernelIsACondition() throws Exception {
    lab.start(sim, MACHINE);
    Configuration monitor =
        lab.service(ConfigurationAdmin.class).createFactoryConfiguration(MONITOR, "?");
    monitor.update(
        FrameworkUtil.asDictionary(Map.of("tags", new String[] {"kdump"}, "intervalInSec", 1L)));
    ServiceTracker<Condition, Condition> armed =
        new ServiceTracker<>(
            context,
            context.createFilter(
                "(&(objectClass=%s)(osgi.condition.id=felix.hc.kdump))"
                    .formatted(Condition.class.getName())),
            null);
    armed.open();
    try {
      assertThat(status("kexec crash kernel")).isEqualTo(Result.Status.CRITICAL);
      assertThat(armed.isEmpty()).isTrue();
      lab.kexec().load(lab.crashImage("armed"));
      assertThat(armed.waitForService(PATIENCE_MILLIS)).isNotNull();
      lab.kexec().unload(Slot.CRASH, Optional.empty());
      awaitNone(armed);
    } finally {
      armed.close();
      monitor.delete();
    }
  }

  private static void awaitNone(ServiceTracker<?, ?> tracker) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!tracker.isEmpty()) {
      assertThat(System.nanoTime()).as("the condition did not go").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private Result.Status status(String name) throws Exception {
    return execute(HealthCheckSelector.names(name)).get(0).getHealthCheckResult().getStatus();
  }

  private List<String> names(String tag) throws Exception {
    return execute(HealthCheckSelector.tags(tag)).stream()
        .map(result -> result.getHealthCheckMetadata().getName())
        .toList();
  }

  private List<HealthCheckExecutionResult> execute(HealthCheckSelector selector) throws Exception {
    return lab.service(HealthCheckExecutor.class).execute(selector);
  }
}

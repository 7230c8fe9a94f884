package kexec.health.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import org.apache.felix.hc.api.HealthCheck;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Registers the health checks as long as there is a {@link Kexec} service. The tag {@value #KEXEC}
 * is for a host whose images must be in order, {@value #KDUMP} for one that must also have a crash
 * kernel.
 */
@Component(
    service = {},
    immediate = true)
public final class HealthChecks {

  private static final String KEXEC = "kexec";
  private static final String KDUMP = "kdump";

  /** What would prevent a load changes rarely, and takes longer to find out than a status. */
  private static final long LOAD_CHECK_MILLIS = 60_000;

  private final Kexec kexec;
  private final List<ServiceRegistration<HealthCheck>> registrations = new ArrayList<>();

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable ConfiguredImages configured;

  /**
   * Creates the component.
   *
   * @param kexec tells what is present and loaded
   */
  @Activate
  public HealthChecks(@Reference Kexec kexec) {
    this.kexec = kexec;
  }

  /**
   * Registers the checks.
   *
   * @param context the bundle's context
   */
  @Activate
  void start(BundleContext context) {
    register(context, "machine", new MachineCheck(kexec), KEXEC, KDUMP);
    register(
        context,
        "configured images",
        new ConfiguredImagesCheck(() -> Optional.ofNullable(configured)),
        KEXEC,
        KDUMP);
    register(context, "default image", new ImageCheck(kexec, Slot.DEFAULT), KEXEC);
    register(context, "crash image", new ImageCheck(kexec, Slot.CRASH), KEXEC, KDUMP);
    register(context, "crash kernel", new ArmedCheck(kexec), KDUMP);
    register(context, "next default load", new LoadCheck(kexec, Slot.DEFAULT), KEXEC);
    register(context, "next crash load", new LoadCheck(kexec, Slot.CRASH), KDUMP);
  }

  private void register(BundleContext context, String name, Check check, String... tags) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(HealthCheck.NAME, "kexec " + name);
    properties.put(HealthCheck.TAGS, tags);
    properties.put(HealthCheck.MBEAN_NAME, "kexec " + name);
    if (check instanceof LoadCheck) {
      properties.put(HealthCheck.RESULT_CACHE_TTL_IN_MS, LOAD_CHECK_MILLIS);
    }
    registrations.add(
        context.registerService(
            HealthCheck.class, new GuardedCheck(check), FrameworkUtil.asDictionary(properties)));
  }

  /** Unregisters the checks. */
  @Deactivate
  public void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
  }
}

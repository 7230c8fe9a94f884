package kexec.xen.internal.watch;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import kexec.api.machine.MachineListener;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.linux.watch.HardwareSource;
import kexec.linux.watch.HardwareWatch;
import kexec.linux.watch.Ticks;
import kexec.xen.internal.host.XenHost;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * Notifies the owners of images of changes of the memory or processors of the machine under the
 * hypervisor.
 */
@Component(
    service = {},
    immediate = true)
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenWatch {

  /**
   * Long enough to cost nothing, short enough for memory that is plugged in by hand. The first poll
   * is delayed as well, so that a command that does not need the hypervisor does not open it.
   */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<MachineListener> listeners = List.of();

  private final HardwareSource hardware;
  private final Ticks ticks;
  private @Nullable HardwareWatch watch;

  /**
   * Creates the component.
   *
   * @param host dom0 and its hypervisor
   * @param memory the machine's memory
   */
  @Activate
  public XenWatch(
      @Reference XenHost host,
      @Reference(target = "(" + MachineService.MACHINE + "=" + XenHost.MACHINE + ")")
          MemoryOps memory) {
    this(new XenHardware(host, memory), Ticks.inThread(INTERVAL));
  }

  XenWatch(HardwareSource hardware, Ticks ticks) {
    this.hardware = hardware;
    this.ticks = ticks;
  }

  /** Starts watching. */
  @Activate
  void start() {
    watch = new HardwareWatch(hardware, this::tell, ticks, INTERVAL);
  }

  private void tell() {
    listeners.forEach(listener -> listener.onChange(XenHost.MACHINE));
  }

  /** Stops watching. */
  @Deactivate
  void deactivate() {
    Objects.requireNonNull(watch, "it was started").close();
  }
}

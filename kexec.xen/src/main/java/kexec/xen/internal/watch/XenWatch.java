package kexec.xen.internal.watch;

import java.time.Duration;
import java.util.List;
import kexec.api.machine.MachineListener;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.linux.watch.HardwareSource;
import kexec.linux.watch.HardwareWatch;
import kexec.linux.watch.ThreadTicks;
import kexec.linux.watch.Ticks;
import kexec.xen.internal.host.XenHost;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * Tells whoever keeps images when the machine's memory or processors below the hypervisor changed.
 */
@Component(
    service = {},
    immediate = true)
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenWatch {

  /**
   * Long enough to cost nothing, short enough for memory that is plugged in by hand. The first look
   * comes as late, so that a command that asks the hypervisor nothing does not reach for it.
   */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<MachineListener> listeners = List.of();

  private final HardwareWatch watch;

  /**
   * Starts to watch.
   *
   * @param host dom0 and its hypervisor
   * @param memory the machine's memory
   */
  @Activate
  public XenWatch(
      @Reference XenHost host,
      @Reference(target = "(" + MachineService.MACHINE + "=" + XenHost.MACHINE + ")")
          MemoryOps memory) {
    this(new XenHardware(host, memory), new ThreadTicks(INTERVAL));
  }

  XenWatch(HardwareSource hardware, Ticks ticks) {
    watch = new HardwareWatch(hardware, this::tell, ticks, INTERVAL);
  }

  private void tell() {
    listeners.forEach(listener -> listener.onChange(XenHost.MACHINE));
  }

  /** Stops watching. */
  @Deactivate
  void deactivate() {
    watch.close();
  }
}

package kexec.baremetal.internal.watch;

import java.time.Duration;
import java.util.List;
import kexec.api.machine.MachineListener;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.watch.HardwareWatch;
import kexec.linux.watch.LinuxHardware;
import kexec.linux.watch.Ticks;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Notifies the owners of images of changes of the running machine's memory or processors. */
@Component(
    service = {},
    immediate = true)
@SatisfyingConditionTarget(LinuxHost.CONDITION)
public final class LinuxWatch {

  /** Long enough to cost nothing, short enough for memory that is plugged in by hand. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<MachineListener> listeners = List.of();

  private final HardwareWatch watch;

  /**
   * Starts watching.
   *
   * @param host the running system
   */
  @Activate
  public LinuxWatch(@Reference LinuxHost host) {
    this(host, Ticks.inThread(Duration.ZERO));
  }

  LinuxWatch(LinuxHost host, Ticks ticks) {
    watch = new HardwareWatch(new LinuxHardware(host.root()), this::tell, ticks, INTERVAL);
  }

  private void tell() {
    listeners.forEach(listener -> listener.onChange(LinuxHost.MACHINE));
  }

  /** Stops watching. */
  @Deactivate
  void deactivate() {
    watch.close();
  }
}

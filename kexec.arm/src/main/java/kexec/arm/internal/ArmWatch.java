package kexec.arm.internal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import kexec.api.machine.MachineListener;
import kexec.linux.LinuxRoot;
import kexec.linux.watch.HardwareWatch;
import kexec.linux.watch.LinuxHardware;
import kexec.linux.watch.Ticks;
import kexec.receiver.host.LinuxHost;
import org.jspecify.annotations.Nullable;
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
@SatisfyingConditionTarget(ArmMachines.ANY_CONDITION)
public final class ArmWatch {

  /** Long enough to cost nothing, short enough for memory that is plugged in by hand. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<MachineListener> listeners = List.of();

  private @Nullable HardwareWatch watch;

  /** Creates the component. */
  @Activate
  public ArmWatch() {}

  /** Starts watching the running system. */
  @Activate
  void start() {
    watch =
        new HardwareWatch(
            new LinuxHardware(LinuxRoot.running()),
            this::tell,
            Ticks.inThread(Duration.ZERO),
            INTERVAL);
  }

  private void tell() {
    listeners.forEach(listener -> listener.onChange(LinuxHost.MACHINE));
  }

  /** Stops watching. */
  @Deactivate
  void deactivate() {
    Objects.requireNonNull(watch, "it was started").close();
  }
}

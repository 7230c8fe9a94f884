package kexec.sim.internal;

import java.util.concurrent.atomic.AtomicLong;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.api.simulate.Simulator;
import kexec.sim.internal.fault.Faults;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Creates temporary machines. */
@Component
public final class SimulatorComponent implements Simulator {

  private final AtomicLong made = new AtomicLong();

  /** Creates the component. */
  @Activate
  public SimulatorComponent() {}

  @Override
  public SimulatedMachine create(MachineShape shape) {
    String receiver = "sim/passing-" + made.incrementAndGet();
    return SimulatedHardware.passing(receiver, shape, new Faults());
  }
}

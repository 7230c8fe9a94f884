package kexec.itest;

import javax.inject.Inject;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A test in a framework with one machine, which is simulated. The machine is configured; the test
 * starts its bundle where it wants it.
 */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public abstract class SimulatedMachineProbe {

  static final String MACHINE = "simulated";

  @Inject BundleContext context;

  Lab lab;
  Bundle sim;

  @Configuration
  public Option[] configuration() {
    Kernels.write();
    return RunDescriptor.withoutMachines();
  }

  @BeforeEach
  void openLab() throws Exception {
    lab = new Lab(context);
    sim = lab.bundle("kexec.sim");
    lab.configure(sim, MACHINE, 1, false);
  }

  @AfterEach
  void closeLab() throws Exception {
    sim.stop();
    lab.close();
  }
}

package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.ops4j.pax.exam.CoreOptions.bundle;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.inject.Inject;
import kexec.api.Backend;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.NoMachineException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.itest.exam.ExampleBundle;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A bundle with a machine and an architecture that no other bundle knows, used through the services
 * alone: this class sees other copies of the example's classes.
 */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class ExampleIT {

  private static final String MACHINE = "example";
  private static final String ARCHITECTURE = "riscv64";

  @Inject private BundleContext context;

  private Lab lab;
  private Bundle example;

  @Configuration
  public Option[] configuration() {
    Kernels.write();
    ExampleKernel.write();
    Option example = bundle(ExampleBundle.build().toUri().toString()).noStart();
    return Stream.concat(Arrays.stream(RunDescriptor.withoutMachines()), Stream.of(example))
        .toArray(Option[]::new);
  }

  @BeforeEach
  void start() throws Exception {
    lab = new Lab(context);
    example = lab.bundle(ExampleBundle.NAME);
    lab.start(example, MACHINE);
  }

  @AfterEach
  void stop() throws Exception {
    if (example.getState() == Bundle.ACTIVE) {
      lab.kexec().unload(Slot.DEFAULT, Optional.of(MACHINE));
      lab.kexec().unload(Slot.CRASH, Optional.of(MACHINE));
      lab.stop(example, MACHINE);
    }
    lab.close();
  }

  private static PlanRequest.Builder request() {
    return PlanRequest.of(ExampleKernel.path()).commandLine("quiet");
  }

  @Test
  void theMachineAndTheProtocolAreListed() throws Exception {
    assertThat(example.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(lab.kexec().backends())
        .filteredOn(backend -> backend.architecture().equals(ARCHITECTURE))
        .extracting(Backend::kind, Backend::name, Backend::bundle, Backend::chosen)
        .containsExactly(
            tuple(Backend.Kind.MACHINE, MACHINE, ExampleBundle.NAME, true),
            tuple(Backend.Kind.PROTOCOL, "riscv-Image", ExampleBundle.NAME, true));
  }

  @Test
  void anImageIsPlannedLoadedAndExecuted() throws Exception {
    Plan plan = lab.kexec().plan(request().build());
    assertThat(plan.machine()).hasValue(MACHINE);
    assertThat(plan.kernel().architecture().label()).isEqualTo(ARCHITECTURE);
    assertThat(plan.kernel().architecture().elfMachine()).isEqualTo(243);
    assertThat(plan.segments())
        .extracting(Segment::role)
        .containsExactly(SegmentRole.KERNEL, SegmentRole.DTB);
    assertThat(plan.entry().orElseThrow().entry().value()).isEqualTo(0x8020_0000L);

    lab.kexec().load(request().build());
    SlotStatus loaded =
        lab.kexec().status().stream().filter(SlotStatus::loaded).findFirst().orElseThrow();
    assertThat(loaded.machine()).isEqualTo(MACHINE);
    assertThat(loaded.slot()).isEqualTo(Slot.DEFAULT);
    assertThat(loaded.confirmed()).isTrue();
    assertThat(loaded.image().orElseThrow().commandLine()).isEqualTo("quiet");

    ExecutionReport report =
        lab.kexec().execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.FORCED).orElseThrow();
    assertThat(report.succeeded()).isTrue();
    assertThat(report.bytesVerified()).isEqualTo(plan.footprint().size());
    assertThat(lab.kexec().status()).noneMatch(SlotStatus::loaded);
  }

  @Test
  void aCrashImageIsLoadedIntoTheCrashRegion() throws Exception {
    Plan plan = lab.kexec().load(request().slot(Slot.CRASH).build());
    assertThat(plan.segments())
        .extracting(Segment::memory)
        .allMatch(plan.memory().crashRegion().orElseThrow()::contains);
    assertThat(plan.commandLine()).startsWith("quiet elfcorehdr=0x");
    assertThat(lab.crashSlot(MACHINE).loaded()).isTrue();
    assertThat(lab.crashSlot(MACHINE).confirmed()).isTrue();
  }

  @Test
  void aKernelForX86IsRefused() {
    PlanRequest request = PlanRequest.of(Kernels.path()).machine(MACHINE).build();
    assertThatThrownBy(() -> lab.kexec().load(request))
        .isInstanceOfSatisfying(
            PlanRefusedException.class,
            refused ->
                assertThat(refused.findings())
                    .anySatisfy(
                        finding -> {
                          assertThat(finding.code()).isEqualTo("kernel-architecture");
                          assertThat(finding.message()).contains("x86_64", MACHINE, ARCHITECTURE);
                          assertThat(finding.cure()).contains("architecture");
                        }));
  }

  @Test
  void aStoppedBundleTakesItsMachineAndItsProtocolAway() throws Exception {
    lab.stop(example, MACHINE);
    assertThat(lab.kexec().backends())
        .noneMatch(backend -> backend.architecture().equals(ARCHITECTURE));
    PlanRequest request = request().machine(MACHINE).build();
    assertThatThrownBy(() -> lab.kexec().load(request)).isInstanceOf(NoMachineException.class);
  }
}

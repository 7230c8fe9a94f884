package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import kexec.api.Backend;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.fault.NoMachineException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineService;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
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
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Planning works without a machine; then a machine arrives, and an image is loaded and executed.
 */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class FirstMachineIT {

  private static final MemoryMap FOUR_GIB =
      MemoryMap.of(
          List.of(
              new MemoryRegion(Range.machine(0x1000, 0x9fc00), MemoryType.RAM),
              new MemoryRegion(Range.machine(0x100000, 0xc0000000L), MemoryType.RAM)));

  @Inject private BundleContext context;

  private Lab lab;

  @Configuration
  public Option[] configuration() {
    Kernels.write();
    return RunDescriptor.withoutMachines();
  }

  @BeforeEach
  void open() throws IOException {
    lab = new Lab(context);
  }

  @AfterEach
  void close() throws Exception {
    lab.bundle("kexec.sim").stop();
    lab.close();
  }

  @Test
  void withoutAMachineAPlanForAMemoryMapWorks() throws Exception {
    PlanRequest request = PlanRequest.of(Kernels.path()).memoryMap(FOUR_GIB).build();
    Plan plan = lab.kexec().plan(request);
    assertThat(plan.isLoadable()).isTrue();
    assertThat(plan.machine()).isEmpty();
    assertThat(plan.segments())
        .extracting(segment -> segment.role())
        .contains(SegmentRole.KERNEL, SegmentRole.BOOT_PARAMS, SegmentRole.STUB);
  }

  @Test
  void withoutAMachineALoadSaysWhatIsMissing() {
    PlanRequest request = PlanRequest.of(Kernels.path()).build();
    assertThatThrownBy(() -> lab.kexec().load(request))
        .isInstanceOf(NoMachineException.class)
        .hasMessageContaining("no machine is present")
        .hasMessageContaining("Start a bundle");
  }

  @Test
  void aMachineThatIsAbsentSaysWhy() throws Exception {
    MachineAbsence absence = () -> "its library is not there: install it";
    ServiceRegistration<MachineAbsence> registration =
        context.registerService(
            MachineAbsence.class,
            absence,
            FrameworkUtil.asDictionary(Map.of(MachineService.MACHINE, "other")));
    try {
      assertThat(lab.kexec().backends())
          .anyMatch(
              b ->
                  b.kind() == Backend.Kind.ABSENT_MACHINE
                      && b.name().equals("other")
                      && b.reason().equals(absence.reason()));
      PlanRequest request = PlanRequest.of(Kernels.path()).machine("other").build();
      assertThatThrownBy(() -> lab.kexec().load(request))
          .isInstanceOf(NoMachineException.class)
          .hasMessageContaining(absence.reason());
    } finally {
      registration.unregister();
    }
    assertThat(lab.kexec().backends()).noneMatch(b -> b.name().equals("other"));
  }

  @Test
  void aMachineThatMustBeNamedIsNeverTakenUnasked() throws Exception {
    lab.start(lab.bundle("kexec.sim"), "sim");
    PlanRequest unnamed = PlanRequest.of(Kernels.path()).build();
    assertThatThrownBy(() -> lab.kexec().load(unnamed))
        .isInstanceOf(NoMachineException.class)
        .hasMessageContaining("--machine=NAME");
    assertThat(lab.kexec().status()).noneMatch(status -> status.loaded());
  }

  @Test
  void theCoreIsConfigured() throws Exception {
    Path records = lab.receiver("records");
    lab.configureCore(Map.of("default.machine", "sim", "directory", records.toString()));
    lab.start(lab.bundle("kexec.sim"), "sim");
    lab.events().await(new KexecEvent.MachineArrived("sim"));

    Plan plan = lab.kexec().load(PlanRequest.of(Kernels.path()).build());
    assertThat(plan.machine()).contains("sim");
    assertThat(records).isNotEmptyDirectory();
    lab.kexec().unload(Slot.DEFAULT, Optional.of("sim"));
  }

  @Test
  void aMachineArrivesAndTakesAndExecutesAnImage() throws Exception {
    Bundle sim = lab.bundle("kexec.sim");
    lab.configure(sim, "first", 5, false);
    lab.start(sim, "first");
    lab.events().await(new KexecEvent.MachineArrived("first"));
    assertThat(lab.kexec().backends())
        .anyMatch(b -> b.kind() == Backend.Kind.MACHINE && b.name().equals("first") && b.chosen());

    lab.kexec().load(PlanRequest.of(Kernels.path()).commandLine("quiet").build());
    assertThat(lab.kexec().status())
        .filteredOn(status -> status.loaded())
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.slot()).isEqualTo(Slot.DEFAULT);
              assertThat(status.image().orElseThrow().commandLine()).isEqualTo("quiet");
            });

    ExecutionReport report =
        lab.kexec().execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.FORCED).orElseThrow();
    assertThat(report.checks()).allMatch(ExecutionReport.Check::passed);
    assertThat(report.succeeded()).isTrue();
    assertThat(lab.kexec().status()).noneMatch(status -> status.loaded());
  }
}

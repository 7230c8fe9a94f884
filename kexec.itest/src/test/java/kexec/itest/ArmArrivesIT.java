package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import javax.inject.Inject;
import kexec.api.Inspection;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.boot.BootProtocol;
import kexec.api.machine.MachineAbsence;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
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
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The bundle for ARM comes to a running framework, and goes. */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class ArmArrivesIT {

  @Inject private BundleContext context;

  private Lab lab;
  private Path image;
  private Path tree;

  @Configuration
  public Option[] configuration() {
    return RunDescriptor.withoutMachines();
  }

  @BeforeEach
  void write() throws Exception {
    lab = new Lab(context);
    image = Files.write(Files.createTempFile("jkexec-test", ".Image"), ArmFiles.image());
    tree = Files.write(Files.createTempFile("jkexec-test", ".dtb"), ArmFiles.tree());
  }

  @AfterEach
  void remove() throws Exception {
    lab.bundle("kexec.arm").stop();
    lab.close();
    Files.delete(image);
    Files.delete(tree);
  }

  @Test
  void armKernelsAreKnownAsLongAsTheBundleIsThere() throws Exception {
    Kexec kexec = lab.kexec();
    assertThat(kexec.inspect(image).protocol()).isEmpty();

    lab.bundle("kexec.arm").start();
    assertThat(protocols()).contains("arm64", "arm", "x86_64");
    Inspection inspection = kexec.inspect(image);
    assertThat(inspection.protocol()).contains("Image");
    Plan plan =
        kexec.plan(
            PlanRequest.of(image)
                .architecture("arm64")
                .deviceTree(tree)
                .memoryMap(
                    MemoryMap.of(
                        List.of(
                            new MemoryRegion(
                                Range.machine(0x40000000, 0x80000000L), MemoryType.RAM))))
                .build());
    assertThat(plan.rangesOf(SegmentRole.DTB)).hasSize(1);

    lab.bundle("kexec.arm").stop();
    assertThat(protocols()).containsOnly("x86_64");
    assertThat(kexec.inspect(image).protocol()).isEmpty();
  }

  @Test
  void itsMachinesTellWhyTheyAreNotHere() throws Exception {
    lab.bundle("kexec.arm").start();
    for (String architecture : List.of("arm64", "arm")) {
      assertThat(
              context.getServiceReferences(
                  MachineAbsence.class,
                  "(&(kexec.machine=linux)(kexec.arch=" + architecture + "))"))
          .singleElement()
          .satisfies(
              absence -> assertThat(context.getService(absence).reason()).contains(architecture));
    }
  }

  private List<String> protocols() throws Exception {
    Collection<ServiceReference<BootProtocol>> all =
        context.getServiceReferences(BootProtocol.class, null);
    return all.stream().map(each -> (String) each.getProperty("kexec.arch")).distinct().toList();
  }
}

package kexec.itest;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MemoryOps;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condition.Condition;

/** Every bundle resolves and starts in a framework. */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class BundlesIT {
  @Inject private BundleContext context;

  @Configuration
  public Option[] configuration() {
    return RunDescriptor.options();
  }

  @Test
  void everyBundleIsActive() {
    List<Bundle> inactive =
        bundles().stream()
            .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
            .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
            .toList();
    assertThat(inactive).isEmpty();
  }

  @Test
  void everyBundleOfOursIsThere() {
    String ours =
        bundles().stream()
            .map(Bundle::getSymbolicName)
            .filter(name -> name.startsWith("kexec."))
            .sorted()
            .collect(joining(" "));
    assertThat(ours)
        .isEqualTo(
            "kexec.api kexec.arm kexec.baremetal kexec.core kexec.entries kexec.health kexec.images"
                + " kexec.management kexec.rehearse kexec.shell kexec.signature kexec.sim kexec.wrap kexec.x86 kexec.xen");
  }

  @Test
  void theHostIsPublishedForBackendsToDependOn() throws Exception {
    assertThat(context.getServiceReferences(Condition.class, "(osgi.condition.id=kexec.host)"))
        .singleElement()
        .satisfies(
            host -> {
              assertThat(host.getProperty("kexec.host.os")).isNotEqualTo("");
              assertThat(host.getProperty("kexec.host.arch")).isNotEqualTo("");
              assertThat(host.getProperty("kexec.host.firmware")).isNotEqualTo("");
              assertThat(host.getProperty("kexec.host.efi")).isInstanceOf(Boolean.class);
            });
  }

  @Test
  void theHypervisorsMachineTellsWhyItIsNotHere() throws Exception {
    assertThat(context.getServiceReferences(MachineAbsence.class, "(kexec.machine=xen)"))
        .singleElement()
        .satisfies(
            absence -> assertThat(context.getService(absence).reason()).contains("hypervisor"));
    assertThat(context.getServiceReferences(MemoryOps.class, "(kexec.machine=xen)")).isEmpty();
  }

  @Test
  void theCommandsAnswerInGogo() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ServiceReference<CommandProcessor> gogo = context.getServiceReference(CommandProcessor.class);
    try (CommandSession session =
        context.getService(gogo).createSession(InputStream.nullInputStream(), out, out)) {
      assertThat(session.execute("kexec:backends")).asInstanceOf(LIST).isNotEmpty();
    }
  }

  private List<Bundle> bundles() {
    return Arrays.asList(context.getBundles());
  }
}

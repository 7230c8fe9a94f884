package kexec.vmtest.inside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import kexec.xen.internal.model.CallScript;
import kexec.xen.internal.model.ModelHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model used by the build's tests returns the same answers as the hypervisor. */
final class XenScriptInside {

  @TempDir private Path directory;

  @Test
  void theModelAnswersAsTheHypervisor() throws Exception {
    XenHost host = new XenHost();
    XenMemory memory = new XenMemory(host);
    MachineAddress owned =
        XenGuestPlans.of(new XenMachine(host, memory), memory).base(Slot.DEFAULT);
    Range<MachineAddress> crash = memory.memoryMap().crashRegion().orElseThrow();
    Range<MachineAddress> xen = new KexecOp(host.hypervisor()).xen().orElseThrow();
    List<String> real = new CallScript(host.hypervisor(), owned, crash, xen).run();
    real.forEach(answer -> System.out.println("inside: " + answer));

    ModelHost model = ModelHost.in(directory);
    Hypervisor modelled = model.hypervisor();
    List<String> answers =
        new CallScript(
                modelled,
                new MachineAddress(0x4000000),
                model.machine().crashRegion().orElseThrow(),
                model.machine().xen())
            .run();
    assertThat(real).hasSizeGreaterThan(70).isEqualTo(answers);
  }
}

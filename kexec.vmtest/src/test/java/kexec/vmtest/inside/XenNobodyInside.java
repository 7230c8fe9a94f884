package kexec.vmtest.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import kexec.api.fault.NotPermittedException;
import kexec.api.plan.Slot;
import kexec.xen.internal.host.Domain;
import kexec.xen.internal.host.DomainProbe;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Errors for an unprivileged user of dom0. */
final class XenNobodyInside {

  @Test
  void theMachineIsThereAndOnlyRootMayUseIt() throws Exception {
    XenHost host = new XenHost();
    assertThat(new DomainProbe(host.root()).look()).isInstanceOf(Domain.Dom0.class);
    XenMemory memory = new XenMemory(host);
    XenMachine machine = new XenMachine(host, memory);
    for (ThrowingCallable call :
        new ThrowingCallable[] {
          memory::memoryMap, machine::status, machine::rules, () -> machine.unload(Slot.CRASH)
        }) {
      NotPermittedException refusal = catchThrowableOfType(NotPermittedException.class, call);
      assertThat(refusal.fault().code()).isEqualTo("not-root");
      assertThat(refusal.fault().attempted()).contains("/dev/xen/privcmd").contains("EACCES");
    }
  }
}

package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Xen's dom0, and kexec-tools in it: that these guests are sound is known without jkexec. */
@ExtendWith(GuestLab.class)
class Dom0IT {

  @Test
  void dom0ReachesInitAndHasXensDevices(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.dom0("dom0").append("run=dom0.sh"));
    assertThat(run)
        .poweredOff()
        .printed("(XEN) Xen version 4.17")
        .said("guest: init reached mark=first")
        .said("guest: hypervisor=xen mark=first")
        .said("privcmd: yes")
        .said("hypercall: yes")
        .said("capabilities: control_d")
        .said("guest_type: PV");
  }

  @Test
  void kexecToolsJumpToTheTinyKernel(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.dom0("dom0-peer-tiny").append("run=peer.sh", "words=a"));
    assertThat(run).poweredOff().printed("tiny: mark=second");
  }

  @Test
  void kexecToolsJumpToLinux(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests.dom0("dom0-peer-linux").append("run=peer.sh", "to=/mnt/base/vmlinuz-cloud"));
    assertThat(run)
        .poweredOff()
        .said("guest: init reached mark=second")
        .said("guest: hypervisor=none mark=second");
  }

  @Test
  void kexecToolsCrashKernel(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .dom0("dom0-peer-crash")
                .xen("crashkernel=256M")
                .append("run=peer.sh", "to=/mnt/base/vmlinuz-cloud", "crash=yes")
                .append("words=run=vmcore.sh"));
    assertThat(run)
        .poweredOff()
        .said("guest: init reached, crash kernel mark=second")
        .said("guest: hypervisor=none mark=second");
  }
}

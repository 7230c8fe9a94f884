package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that run in dom0 itself, on the real hypervisor. */
@ExtendWith(GuestLab.class)
class XenInsideIT {

  @Test
  void theContractTheModelAndEveryMisuse(Guests guests) throws Exception {
    assertPasses(
        guests,
        guests
            .dom0("xen-inside")
            .xen("crashkernel=256M")
            .append("inside=XenScriptInside,XenMisuseInside,XenMemoryInside,XenMachineInside"));
  }

  @Test
  void withoutPrivileges(Guests guests) throws Exception {
    assertPasses(guests, guests.dom0("xen-nobody").append("inside=XenNobodyInside", "user=nobody"));
  }

  private static void assertPasses(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=inside.sh"));
    assertThat(run)
        .poweredOff()
        .saidLine("inside: [1-9][0-9]* passed, 0 failed, [0-9]+ skipped")
        .said("script inside.sh ended, status=0");
  }
}

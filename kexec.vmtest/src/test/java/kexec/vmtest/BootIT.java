package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every kind of guest boots: the precondition of all other guest tests. */
@ExtendWith(GuestLab.class)
class BootIT {

  @Test
  void cloudKernelReachesInit(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.cloud("boot-cloud"));
    assertThat(run).poweredOff().said("guest: init reached mark=first");
  }

  @Test
  void genericKernelFindsItsDisks(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.generic("boot-generic").append("run=disks.sh"));
    assertThat(run).poweredOff().said("base disk: yes").said("product disk: yes");
  }

  @Test
  void firmwareOvmfStartsTheKernel(Guests guests) throws Exception {
    GuestRun run =
        guests.run(guests.cloud("boot-ovmf").firmware(Firmware.OVMF).append("run=disks.sh"));
    assertThat(run).poweredOff().said("firmware: efi").said("product disk: yes");
  }
}

package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jkexec jumps between kernels on 32-bit Arm processors. */
@ExtendWith(GuestLab.class)
class ArmJumpIT {

  @ParameterizedTest
  @CsvSource({"cortex-a7, 1", "cortex-a15, 2"})
  void jumps(String cpu, int cpus, Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm("arm-jump-" + cpu)
                .machine(GuestMachine.ARM.cpu(cpu))
                .cpus(cpus)
                .append("run=jump.sh", "how=-c", "words=debug"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=1 crash=0")
        .said("guest: init reached mark=second");
  }

  @Test
  void crashKernelReadsTheOldMemory(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm("arm-crash")
                .append(
                    "run=jump.sh",
                    "how=-c",
                    "crash=yes",
                    "crashkernel=128M",
                    "words=run=vmcore.sh,pages=yes"));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=0 crash=1")
        .readTheOldMemory();
  }
}

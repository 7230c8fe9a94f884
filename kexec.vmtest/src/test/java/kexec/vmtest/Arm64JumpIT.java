package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jkexec jumps between kernels on 64-bit Arm processors. */
@ExtendWith(GuestLab.class)
class Arm64JumpIT {

  private static void assertJumps(GuestRun run) {
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=1 crash=0")
        .said("guest: init reached mark=second");
  }

  @ParameterizedTest
  @CsvSource({"cortex-a57, 1", "cortex-a72, 2", "max, 2"})
  void jumps(String cpu, int cpus, Guests guests) throws Exception {
    assertJumps(
        guests.run(
            guests
                .arm64("arm64-jump-" + cpu)
                .machine(GuestMachine.ARM64.cpu(cpu))
                .cpus(cpus)
                .append("run=jump.sh", "how=-c", cpus == 1 ? "jump=exec" : "jump=")));
  }

  @Test
  void jumpsInHypervisorMode(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm64("arm64-jump-el2")
                .machine(GuestMachine.ARM64.property("virtualization=on"))
                .append("run=jump.sh", "how=-c", "words=debug"));
    assertJumps(run);
    assertThat(run).printed("jkexec: 4 segments checked");
  }

  @Test
  void jumpsToLinux612AndFromIt(Guests guests) throws Exception {
    assertJumps(
        guests.run(
            guests
                .arm64("arm64-jump-612", GuestImages::linux612)
                .append("run=jump.sh", "how=-c", "to=/mnt/base/vmlinuz-6.12")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zboot"})
  void jumpsToAWrappedKernel(String wrap, Guests guests) throws Exception {
    assertJumps(
        guests.run(
            guests.arm64("arm64-jump-" + wrap).append("run=jump.sh", "how=-c", "wrap=" + wrap)));
  }

  /** Debian's kernel has no kexec_file_load. */
  @Test
  void filesAreLoadedAsSegmentsWhereTheKernelTakesNone(Guests guests) throws Exception {
    GuestRun run =
        guests.run(guests.arm64("arm64-jump-any").append("run=jump.sh", "first=-s", "how=-a"));
    assertJumps(run);
    assertThat(run).said("first: status 1").said("ENOSYS").said("without CONFIG_KEXEC_FILE");
  }

  @Test
  void crashKernelReadsTheOldMemory(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .arm64("arm64-crash")
                .cpus(2)
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

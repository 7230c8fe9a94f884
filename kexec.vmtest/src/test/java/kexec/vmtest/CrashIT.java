package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec arms crash kernels; the crash kernel reads the crashed one's memory. */
@ExtendWith(GuestLab.class)
class CrashIT {

  @Test
  void segments(Guests guests) throws Exception {
    assertDumps(guests, guests.cloud("crash").append("how=-c"));
  }

  @Test
  void linux612ByFiles(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-files", guests.images().linux612());
    assertDumps(guests, guest.append("how=-s", "jump=exec"));
  }

  /**
   * Memory that Linux 7 lends to programs and takes away when it crashes: the crash kernel has it
   * beside its region, and it is not in the dump. What is reserved in the middle of memory is not
   * in the dump either. Linux's own loader hands over the same.
   */
  @Test
  void linux7WithMemoryLentToPrograms(Guests guests) throws Exception {
    GuestRun run =
        assertDumps(
            guests,
            guests
                .cloud("crash-cma", guests.images().linux7())
                .mebibytes(1024)
                .append("how=-c", "crashkernel=256M,cma", "memmap=4M$0x8000000")
                .append("memory=yes"),
            "crashkernel=160M",
            "vmlinuz-7");
    DumpedMemory memory = DumpedMemory.of(run.script());
    assertThat(memory.lentMebibytes()).isEqualTo(256);
    assertThat(memory.dumped()).isEqualTo(memory.toBeDumped());
    // Linux itself takes some 50 MiB of what it is given.
    assertThat(memory.crashKernelMebibytes()).isBetween(320L, 416L);
  }

  @Test
  void fourProcessorsAndARegionAboveFourGibibytes(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-high").cpus(4).mebibytes(6144).append("how=-c");
    assertDumps(guests, guest, "crashkernel=256M,high", "vmlinuz-cloud");
  }

  @Test
  void onOvmf(Guests guests) throws Exception {
    GuestBuilder guest = guests.cloud("crash-ovmf").firmware(Firmware.OVMF);
    assertDumps(guests, guest.append("how=-c"));
  }

  private static void assertDumps(Guests guests, GuestBuilder guest) throws Exception {
    assertDumps(guests, guest, "crashkernel=160M", "vmlinuz-cloud");
  }

  private static GuestRun assertDumps(
      Guests guests, GuestBuilder guest, String reserve, String kernel) throws Exception {
    GuestRun run =
        guests.run(
            guest
                .append("run=jump.sh", "crash=yes", "to=/mnt/base/" + kernel)
                .append("words=run=vmcore.sh", reserve));
    assertThat(run)
        .poweredOff()
        .said("load: status 0")
        .said("state: loaded=0 crash=1")
        .said("guest: init reached, crash kernel mark=second")
        .said("makedumpfile: status 0")
        .said("sysrq: Trigger a crash");
    return run;
  }
}

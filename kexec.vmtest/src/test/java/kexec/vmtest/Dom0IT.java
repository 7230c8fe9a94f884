package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Xen's dom0, and kexec-tools in it: verifies these guests without jkexec. */
@ExtendWith(GuestLab.class)
class Dom0IT {

  @Test
  void reachesInitAndHasXensDevices(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.dom0("dom0").append("run=dom0.sh"));
    assertThat(run)
        .poweredOff()
        .printed("(XEN) Xen version 4.17")
        .said("guest: init reached mark=first")
        .said("guest: hypervisor=xen mark=first")
        .said("privcmd: yes")
        .said("hypercall: yes")
        .said("capabilities: control_d")
        .said("guest_type: PV")
        .said("openjdk version");
    guests.note(run, "to dom0's init", run.script().first("init reached").orElseThrow().at());
  }

  @Tag("peer")
  @Test
  void jumpsToTheTinyKernel(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.dom0("dom0-peer-tiny").append("run=peer.sh", "words=a"));
    assertThat(run).poweredOff().said("kexec: status 0").printed("tiny: mark=second");
    Handed.checkFiles(guests, run, Files.size(guests.images().initrd()));
    // Their purgatory interprets what Xen leaves on the stack as a kernel to return to.
    assertThat(TinyReport.of(run.kernel()).about("command line: "))
        .singleElement()
        .asString()
        .startsWith("console=ttyS0 panic=-1 mark=second a kexec_jump_back_entry=0x");
  }

  @Tag("peer")
  @Test
  void jumpsToLinuxWithoutXen(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests.dom0("dom0-peer-linux").append("run=peer.sh", "to=/mnt/base/vmlinuz-cloud"));
    assertThat(run)
        .poweredOff()
        .said("kexec: status 0")
        .said("guest: init reached mark=second")
        .said("guest: hypervisor=none mark=second");
    guests.note(run, "from the jump to the version", Jumps.after(run, "Linux version"));
  }

  @Tag("peer")
  @Test
  void crashKernelReadsXensMemoryAndDom0s(Guests guests) throws Exception {
    // A small machine: all of its memory goes through makedumpfile.
    GuestRun run =
        guests.run(
            guests
                .dom0("dom0-peer-crash")
                .mebibytes(768)
                .cpus(2)
                .xen("dom0_mem=192M,max:192M", "crashkernel=160M")
                .append("run=peer.sh", "to=/mnt/base/vmlinuz-cloud", "crash=yes")
                .append("words=run=xen-vmcore.sh"));
    assertThat(run)
        .poweredOff()
        .said("before: crash status 0")
        .said("kexec: status 0")
        .said("after: crash status 1")
        .said("guest: init reached, crash kernel mark=second")
        .said("guest: hypervisor=none mark=second")
        .said("note: CORE type=0x1 size=336")
        .said("note: Xen type=0x1000002 size=32")
        .said("note: Xen type=0x1000001 size=80")
        .said("note: VMCOREINFO_XEN type=0x0")
        .said("makedumpfile: status 0")
        .said("Xen kdump")
        .saidLine("num_domain: 3");
  }

  @Tag("peer")
  @Test
  void keyOfXensConsoleCrashes(Guests guests) throws Exception {
    GuestBuilder guest =
        guests
            .dom0("dom0-peer-key")
            .xen("crashkernel=160M")
            .append("run=peer.sh", "crash=yes", "wait=yes");
    try (RunningGuest running = guests.start(guest)) {
      assertThat(running.script().await("waiting"::equals, Duration.ofMinutes(3))).isPresent();
      // Control-A three times: input goes to Xen from here on. C crashes it.
      running.tellKernel(new byte[] {1, 1, 1, 'C'});
      GuestRun run = guests.finish(guest, running);
      assertThat(run).poweredOff().printed("'C' pressed").printed("tiny: mark=second");
      assertThat(TinyReport.of(run.kernel()).number("elfcorehdr", "phnum")).isGreaterThan(2);
    }
  }
}

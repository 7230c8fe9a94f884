package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What explain says before a load is what the load then says. */
@ExtendWith(GuestLab.class)
class ExplainIT {

  @Test
  void whatTheMachineForbidsIsToldBeforehand(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("explain", guests.images().linux7())
                .append(
                    "crashkernel=64M",
                    "crashkernel=32M,cma",
                    "run=explain.sh",
                    "causes=healthy,foreign,nobody,limit,locked,region,disabled"));
    assertThat(run)
        .poweredOff()
        .said("healthy explained: status 0, errors: ")
        .said("healthy loaded: status 0")
        .said("foreign explained: status 1, errors: device-tree-missing kernel-architecture")
        .said("foreign loaded: status 1, codes: device-tree-missing kernel-architecture")
        .said("no-region explained: status 1, errors: crash-region-missing")
        .said("no-region loaded: status 1, codes: crash-region-missing")
        .said("nobody explained: status 1, errors: cap-sys-boot-missing")
        .said("nobody loaded: status 4, codes: cap-sys-boot-missing")
        .said("locked explained: status 0, errors: ")
        .said(
            "locked warned: crash-region-small files-unsigned lockdown-kexec-load lockdown-signature")
        .said("locked loaded: status 4, codes: lockdown-signature")
        .said("limit explained: status 1, errors: kexec-load-limit")
        .said("limit loaded: status 4, codes: kexec-load-limit")
        .said("disabled explained: status 1, errors: crash-region-missing kexec-load-disabled")
        .said("disabled loaded: status 4, codes: kexec-load-disabled")
        .said("32.0 MiB (33,554,432 bytes) more are lent to users until a crash")
        .said("an oops of the kernel does not start the crash kernel")
        .said("an oops of the kernel starts the crash kernel, too");
  }

  @Test
  void whatTheProcessLacksIsToldBeforehand(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("explain-process", guests.images().linux7())
                .append("run=explain.sh", "causes=users,rules"));
    assertThat(run)
        .poweredOff()
        .said("users explained: status 1, errors: user-namespace")
        .said("users loaded: status 4, codes: user-namespace")
        .said("rules warned: ima-appraisal")
        .said("rules loaded: status 4, codes: ima-appraisal");
  }

  @Test
  void whatTheCommandLineForbidsIsToldBeforehand(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("explain-appraised")
                .append(
                    "crashkernel=64M",
                    "crashkernel=32M,cma",
                    "ima_policy=secure_boot",
                    "run=explain.sh",
                    "causes=unreserved,appraised,filtered"));
    assertThat(run)
        .poweredOff()
        .said("unreserved explained: status 1, errors: crash-region-missing")
        .said("although the command line has crashkernel=64M crashkernel=32M,cma")
        .said("unreserved loaded: status 1, codes: crash-region-missing")
        .said("appraised explained: status 0, errors: ")
        .said("appraised warned: ima-appraisal")
        .said("appraised loaded: status 4, codes: ima-appraisal")
        .said("filtered warned: call-filtered ima-appraisal")
        .said("filtered loaded: status 4, codes: call-filtered");
  }
}

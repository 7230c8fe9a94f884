package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What explain says before a load is what the load then says. */
@ExtendWith(GuestLab.class)
class ExplainIT {

  @Test
  void eachCauseIsToldBeforehand(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .cloud("explain", guests.images().linux7())
                .append("crashkernel=64M", "run=explain.sh"));
    assertThat(run)
        .poweredOff()
        .said("healthy explained: status 0, errors: ")
        .said("healthy loaded: status 0")
        .said("no-region explained: status 1, errors: crash-region-missing")
        .said("no-region loaded: status 1, codes: crash-region-missing")
        .said("nobody explained: status 1, errors: cap-sys-boot-missing")
        .said("locked explained: status 0, errors: ")
        .said(
            "locked warned: crash-region-small files-unsigned lockdown-kexec-load lockdown-signature")
        .said("locked loaded: status 4, codes: lockdown-signature")
        .said("limit explained: status 1, errors: kexec-load-limit")
        .said("limit loaded: status 4, codes: kexec-load-limit")
        .said("disabled explained: status 1, errors: crash-region-missing kexec-load-disabled")
        .said("disabled loaded: status 4, codes: kexec-load-disabled");
  }
}

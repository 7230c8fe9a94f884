package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * With Secure Boot the kernel accepts no segments, and only signed files. One guest covers
 * everything, because it boots slowly.
 */
@ExtendWith(GuestLab.class)
class SecureBootIT {

  private static final String LOCKED = "Kernel is locked down from EFI Secure Boot";
  private static final String SIGNED = "/mnt/base/vmlinuz-cloud";
  private static final String EMPTY = "state: loaded=0 crash=0";

  @Test
  void signedKernelsAreTakenByFilesAndNothingElseIsTaken(Guests guests) throws Exception {
    GuestRun run =
        guests.run(
            guests
                .secureBoot("secure-boot")
                .append("run=secure.sh", "inside=SecureBootInside", "crashkernel=192M"));
    assertThat(run)
        .poweredOff()
        .said("kexec_load failed: Permission denied")
        .said("kexec unload failed: Permission denied")
        .saidLine("inside: 9 passed, 0 failed, 0 skipped")
        .said("guest: init reached mark=second");
    assertThat(run.kernel().lines()).filteredOn(line -> line.text().contains(LOCKED)).hasSize(2);
    findsOutWhatIsShut(run);
    refuses(run);
    keepsCrashImages(run);
    asksAPolicyToo(run);
  }

  /** The kernel's error is explained, and a permitted load method is used if there is one. */
  private static void findsOutWhatIsShut(GuestRun run) {
    assertAnswer(run, "in the dark", "load -c " + SIGNED)
        .contains("the integrity policy (IMA) wants to see the kernel's file")
        .contains("Load by files (kexec_file_load)")
        .contains(EMPTY);
    assertAnswer(run, "in the dark", "load " + SIGNED).contains("state: loaded=1 crash=0");
    assertAnswer(run, "in the dark", "unload").contains(EMPTY);
  }

  private static void refuses(GuestRun run) {
    assertAnswer(run, "refusals", "load -c " + SIGNED)
        .contains("Secure Boot is on, and the integrity policy (IMA) wants to see the kernel's")
        .contains(EMPTY);
    assertAnswer(run, "refusals", "load /mnt/product/tiny.bzImage")
        .contains("carries no signature, and the running kernel loads signed ones only")
        .contains(EMPTY);
    assertAnswer(run, "refusals", "load /run/unsigned")
        .contains("carries no signature, and the running kernel loads signed ones only")
        .contains(EMPTY);
    assertAnswer(run, "refusals", "load /run/changed")
        .contains("the signature of /run/changed is not that of its content")
        .contains("Secure Boot is on, so only signed ones are taken")
        .contains(EMPTY);
  }

  private static void keepsCrashImages(GuestRun run) {
    String armed = "state: loaded=0 crash=1";
    assertAnswer(run, "crash images", "load -p " + SIGNED + " --append=first").contains(armed);
    assertAnswer(run, "crash images", "load -p " + SIGNED + " --append=second").contains(armed);
    assertAnswer(run, "crash images", "status").contains("command line: second");
    assertAnswer(run, "crash images", "unload -p").contains(EMPTY);
  }

  /** What a policy allows has to be signed for the kernel all the same. */
  private static void asksAPolicyToo(GuestRun run) {
    assertAnswer(run, "policy", "load /run/signed")
        .contains("the policy /etc/jkexec/policy does not allow the kernel /run/signed")
        .contains("signed by CN=Debian Secure Boot Signer")
        .contains(EMPTY);
    assertAnswer(run, "policy", "load /run/signed --append=listed")
        .contains("state: loaded=1 crash=0");
    assertAnswer(run, "policy", "load /run/changed")
        .contains("the signature of /run/changed is not that of its content")
        .contains(EMPTY);
  }

  /** The output of a command in the framework's shell, and the kernel's state afterwards. */
  private static AbstractStringAssert<?> assertAnswer(GuestRun run, String part, String command) {
    return assertThat(
            String.join(
                "\n",
                run.script().lines().stream()
                    .map(ConsoleLine::text)
                    .dropWhile(line -> !line.endsWith(": " + part))
                    .dropWhile(line -> !line.equals("told: kexec:" + command))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("told: "))
                    .toList()))
        .as(command);
  }
}

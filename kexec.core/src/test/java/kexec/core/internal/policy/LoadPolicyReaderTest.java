package kexec.core.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.NotPermittedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that is not wholly understood lets nothing pass. */
class LoadPolicyReaderTest {

  private static final String SOME_HASH = "0123456789abcdef".repeat(4);

  @TempDir private Path directory;
  private PolicyDirectory policy;

  @BeforeEach
  void create() throws IOException {
    policy = new PolicyDirectory(directory.resolve("jkexec"), "require-signature = kernel\n");
  }

  private Requirement requirement() throws NotPermittedException {
    return policy.files().forLoad().requirement();
  }

  private Fault refusal() {
    return catchThrowableOfType(NotPermittedException.class, () -> policy.files().forLoad())
        .fault();
  }

  private void assertUnreadable(String cause) {
    assertThat(refusal().code()).isEqualTo("policy-unreadable");
    assertThat(refusal().cause()).contains(cause);
    List<Finding> told = policy.files().forPlan().findings();
    assertThat(told).extracting(Finding::code).containsExactly("policy-unreadable");
    assertThat(told).noneMatch(Finding::isError);
  }

  private Path in(String name) {
    return directory.resolve("jkexec").resolve(name);
  }

  @Test
  void withoutTheFileNothingIsRequired() throws Exception {
    Files.delete(policy.file());
    assertThat(requirement()).isEqualTo(Requirement.OFF);
  }

  @ParameterizedTest
  @CsvSource({"off,OFF", "kernel,KERNEL", "all,ALL"})
  void theRequirementIsRead(String label, Requirement requirement) throws Exception {
    policy.write("# a comment\nrequire-signature=" + label + "\r\n");
    assertThat(requirement()).isEqualTo(requirement);
  }

  @Test
  void bothPoliciesHold() throws Exception {
    policy.write("require-signature = off");
    PolicyDirectory other =
        new PolicyDirectory(directory.resolve("other"), "require-signature = all");
    PolicyFiles both = new PolicyFiles(policy.file(), Optional.of(other.file()), Optional::empty);
    assertThat(both.forLoad().requirement()).isEqualTo(Requirement.ALL);
    PolicyFiles swapped =
        new PolicyFiles(other.file(), Optional.of(policy.file()), Optional::empty);
    assertThat(swapped.forLoad().requirement()).isEqualTo(Requirement.ALL);
  }

  /** A misspelled name must not turn off what it was to turn on. */
  @Test
  void aFileThatIsNamedHasToBeThere() {
    PolicyFiles named =
        new PolicyFiles(
            directory.resolve("absent"), Optional.of(in("misspelled")), Optional::empty);
    assertThat(catchThrowableOfType(NotPermittedException.class, named::forLoad).fault().code())
        .isEqualTo("policy-unreadable");
  }

  /** For want of permission, for example, which root does not lack. */
  @Test
  void whereItCannotBeToldThereIsAPolicy() throws Exception {
    Path tooLong = directory.resolve("x".repeat(256));
    PolicyFiles hidden = new PolicyFiles(tooLong, Optional.empty(), Optional::empty);
    assertThat(catchThrowableOfType(NotPermittedException.class, hidden::forLoad).fault().code())
        .isEqualTo("policy-unreadable");
  }

  @ParameterizedTest
  @CsvSource({
    "'','''require-signature'' is missing'",
    "'require-signature = yes','none of off, kernel, all'",
    "'require-signature = Kernel','none of off, kernel, all'",
    "'require-signature =','none of off, kernel, all'",
    "'require-signature','line 1 is no ''key = value'''",
    "'require-signature = kernel;certificate = /x','no key ''certificate'''",
    "'require-signature = off;require-signature = all','given 2 times'",
    "'require-signature = all;certificates = here','no absolute path'",
    "'require-signature = all;certificates = /absent','/absent'",
    "'require-signature = all;hashes = /absent','/absent'",
    "'require-signature = all;revoked = /absent','/absent'",
    "'require-signature = all;hashes = /tmp','no regular file'"
  })
  void whatIsNotUnderstoodIsRefused(String text, String cause) throws Exception {
    policy.write(text.replace(';', '\n'));
    assertUnreadable(cause);
  }

  @Test
  void tooLongAFileIsRefused() throws Exception {
    policy.write("require-signature = off\n" + "#".repeat(1 << 16));
    assertUnreadable("longer than 65536 bytes");
  }

  @Test
  void aDirectoryInItsPlaceIsRefused() throws Exception {
    Files.delete(policy.file());
    Files.createDirectory(policy.file());
    assertUnreadable("no regular file");
  }

  @Test
  void aLinkToNothingIsNoAbsence() throws Exception {
    Files.delete(policy.file());
    Files.createSymbolicLink(policy.file(), in("absent"));
    assertUnreadable("absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"policy", "allowed.sha256", "certificates", "certificates/tools.pem", "."})
  void whatOthersMayChangeIsRefused(String name) throws Exception {
    policy.allow(SOME_HASH);
    policy.trustSigner();
    requirement();
    Files.setPosixFilePermissions(in(name), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(refusal().code()).isEqualTo("policy-not-trusted");
    assertThat(refusal().cause()).contains("everybody may write to", "what may be loaded");
  }

  @Test
  void aLinkIntoADirectoryOfOthersIsRefused() throws Exception {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Files.move(policy.file(), shared.resolve("policy"));
    Files.createSymbolicLink(policy.file(), shared.resolve("policy"));
    requirement();
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(refusal().code()).isEqualTo("policy-not-trusted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void aDamagedCertificateIsRefused(String content) throws Exception {
    policy.trustSigner();
    requirement();
    Files.writeString(in("certificates/more.crt"), content);
    assertUnreadable("more.crt has no X.509 certificate");
  }

  @Test
  void whatHasNoCertificatesNameIsNotRead() throws Exception {
    policy.trustSigner();
    Files.writeString(in("certificates/README"), "no certificate");
    Files.writeString(in("certificates/.hidden.pem"), "no certificate");
    assertThat(requirement()).isEqualTo(Requirement.KERNEL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123", "SHA256 (x) = 0123", "0123456789abcdef", "z"})
  void aLineThatIsNoDigestIsRefused(String line) throws Exception {
    policy.allow(SOME_HASH);
    policy.allow(line);
    assertUnreadable("line 2 of");
  }

  @Test
  void linesOfSha256sumAreRead() throws Exception {
    Files.writeString(
        in("allowed.sha256"),
        "# kernels\n\n"
            + SOME_HASH.toUpperCase(Locale.ROOT)
            + " */boot/vmlinuz\n\\"
            + SOME_HASH
            + "  a\\nb\r\n"
            + SOME_HASH
            + "\n");
    assertThat(requirement()).isEqualTo(Requirement.KERNEL);
  }

  @Test
  void explainTellsOfIt() throws Exception {
    policy.allow(SOME_HASH);
    assertThat(policy.files().explain())
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .contains("requires approval of the kernel", "0 certificates and 1 digests");
    policy.write("nonsense = 1");
    assertThat(policy.files().explain())
        .singleElement()
        .matches(Finding::isError)
        .extracting(Finding::code)
        .isEqualTo("policy-unreadable");
    assertThat(PolicyDirectory.NONE.explain()).isEmpty();
  }
}

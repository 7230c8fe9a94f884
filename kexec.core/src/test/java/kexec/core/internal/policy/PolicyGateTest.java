package kexec.core.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.base.pe.Authenticode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is approved, and what the refusal of all else tells. */
class PolicyGateTest {

  private static final String TEXT = "no EFI program";

  @TempDir private Path directory;
  private PolicyDirectory policy;

  @BeforeEach
  void create() throws IOException {
    policy = new PolicyDirectory(directory.resolve("jkexec"), "require-signature = kernel");
  }

  private MappedFile file(byte[] content) throws Exception {
    return MappedFile.open(Files.write(directory.resolve("vmlinuz"), content));
  }

  private MappedFile text() throws Exception {
    return file(TEXT.getBytes(StandardCharsets.UTF_8));
  }

  private Finding only(PolicyGate gate) {
    assertThat(gate.findings()).hasSize(1);
    return gate.findings().get(0);
  }

  private Finding ask(MappedFile file) throws Exception {
    PolicyGate gate = policy.files().forLoad();
    gate.executable("the kernel", file);
    return only(gate);
  }

  private void assertRefused(MappedFile file, String code, String... words) throws Exception {
    Finding finding = ask(file);
    assertThat(finding.isError()).isTrue();
    assertThat(finding.code()).isEqualTo(code);
    assertThat(finding.message() + " " + finding.cure()).contains(words);
  }

  private void assertApproved(MappedFile file, String why) throws Exception {
    Finding finding = ask(file);
    assertThat(finding.code()).as(finding.message()).isEqualTo("policy-approved");
    assertThat(finding.message()).contains(why);
  }

  private static byte[] bytes(SegmentData data) throws Exception {
    ByteBuffer all = ByteBuffer.allocate((int) data.size());
    data.read(all::put);
    byte[] bytes = new byte[all.capacity()];
    all.get(0, bytes);
    return bytes;
  }

  @Test
  void aTrustedSignatureApproves() throws Exception {
    policy.trustSigner();
    assertApproved(file(PolicyDirectory.signedProgram()), "signed by CN=signer of the tests'");
  }

  @Test
  void whoeverSignedIsNamedToBeTrusted() throws Exception {
    assertRefused(
        file(PolicyDirectory.signedProgram()),
        "policy-signature-unknown",
        "it is signed by CN=signer of the tests' fixtures (serial number ",
        "certificates (none) leads there",
        "Put the signer's or the issuer's certificate there");
  }

  @Test
  void aChangedProgramIsRefused() throws Exception {
    policy.trustSigner();
    byte[] changed = PolicyDirectory.signedProgram();
    changed[0x450]++;
    assertRefused(file(changed), "policy-signature-broken", "not the one that was signed");
  }

  @Test
  void withoutASignatureTheLineToAddIsTold() throws Exception {
    policy.trustSigner();
    assertRefused(
        text(),
        "policy-signature-missing",
        "no signature, and as no EFI program no place for one",
        "allowed.sha256: " + Digests.of(TEXT.getBytes(StandardCharsets.UTF_8)) + "  ");
    byte[] unsigned = Arrays.copyOf(PolicyDirectory.signedProgram(), 0x800);
    ByteBuffer.wrap(unsigned).order(ByteOrder.LITTLE_ENDIAN).putLong(0x40 + 24 + 112 + 32, 0);
    assertRefused(file(unsigned), "policy-signature-missing", "Sign it (sbsign)");
  }

  @Test
  void aDamagedTableIsRefused() throws Exception {
    policy.trustSigner();
    byte[] longer = Arrays.copyOf(PolicyDirectory.signedProgram(), 10_000);
    assertRefused(file(longer), "policy-signature-broken", "is not the end of the file");
  }

  @Test
  void withoutAVerifierOnlyListsApprove() throws Exception {
    policy.trustSigner();
    PolicyFiles alone = new PolicyFiles(policy.file(), Optional.empty(), Optional::empty);
    PolicyGate gate = alone.forLoad();
    MappedFile program = file(PolicyDirectory.signedProgram());
    gate.executable("the kernel", program);
    assertThat(only(gate).code()).isEqualTo("policy-verifier-missing");
    assertThat(only(gate).cure()).contains("kexec.signature");
    policy.allow(Digests.of(program.data()));
    PolicyGate listed = alone.forLoad();
    listed.executable("the kernel", program);
    assertThat(only(listed).isError()).isFalse();
  }

  @Test
  void aListedDigestApproves() throws Exception {
    policy.allowContent(TEXT);
    assertApproved(text(), "its digest is in");
  }

  /** As mokutil and dbxtool name programs, whoever signed them. */
  @Test
  void theDigestOfTheSignedContentCanBeListed() throws Exception {
    byte[] program = PolicyDirectory.signedProgram();
    MappedFile file = file(program);
    Authenticode signed = Authenticode.read(file.path(), file.data()).orElseThrow();
    policy.allow(Digests.hex(signed.digest("SHA-256")));
    assertApproved(file, "its digest is in");
    PolicyGate gate = policy.files().forLoad();
    assertThat(bytes(gate.executable("the kernel", file))).isEqualTo(bytes(signed.signedContent()));
  }

  @Test
  void whatIsRevokedIsNotApproved() throws Exception {
    MappedFile file = file(PolicyDirectory.signedProgram());
    policy.trustSigner();
    policy.allow(Digests.of(file.data()));
    policy.revoke(Digests.of(file.data()));
    assertRefused(file, "policy-revoked", "its digest is revoked");
  }

  @Test
  void aRevokedSignedContentIsNotApproved() throws Exception {
    MappedFile file = file(PolicyDirectory.signedProgram());
    policy.trustSigner();
    Authenticode signed = Authenticode.read(file.path(), file.data()).orElseThrow();
    policy.revoke(Digests.hex(signed.digest("SHA-256")));
    assertRefused(file, "policy-revoked", "its digest is revoked");
  }

  @Test
  void aRevokedCertificateDoesNotApprove() throws Exception {
    MappedFile file = file(PolicyDirectory.signedProgram());
    String fingerprint = ask(file).message().replaceAll("(?s).*SHA-256 ([0-9a-f]{64}).*", "$1");
    policy.trustSigner();
    policy.revoke(fingerprint);
    assertRefused(file, "policy-revoked", "the certificate CN=signer of the tests'");
  }

  /**
   * Whoever has a signed program can append to its certificate table what another boot protocol
   * takes for a kernel.
   */
  @Test
  void onlyWhatIsSignedIsUsed() throws Exception {
    policy.trustSigner();
    byte[] good = PolicyDirectory.signedProgram();
    int payload = 4096;
    byte[] evil = Arrays.copyOf(good, good.length + payload);
    Arrays.fill(evil, good.length, evil.length, (byte) 0x66);
    ByteBuffer header = ByteBuffer.wrap(evil).order(ByteOrder.LITTLE_ENDIAN);
    int directory = 0x40 + 24 + 112 + 32;
    int table = header.getInt(directory);
    header.putInt(directory + 4, header.getInt(directory + 4) + payload);
    header.putInt(table, header.getInt(table) + payload);
    MappedFile file = file(evil);
    PolicyGate gate = policy.files().forLoad();
    byte[] usable = bytes(gate.executable("the kernel", file));
    assertThat(only(gate).code()).isEqualTo("policy-approved");
    assertThat(usable).hasSize(table).doesNotContain(0x66);
  }

  @Test
  void bothPoliciesHaveToApprove() throws Exception {
    policy.allowContent(TEXT);
    PolicyDirectory other =
        new PolicyDirectory(directory.resolve("other"), "require-signature = kernel");
    PolicyGate gate =
        new PolicyFiles(policy.file(), Optional.of(other.file()), Optional::empty).forLoad();
    gate.executable("the kernel", text());
    assertThat(gate.findings())
        .extracting(Finding::code)
        .containsExactly("policy-approved", "policy-signature-missing");
  }

  @Test
  void dataAndCommandLinesCountForAllOnly() throws Exception {
    PolicyGate kernel = policy.files().forLoad();
    kernel.data("the initrd", text());
    kernel.commandLine("the kernel", "quiet");
    assertThat(kernel.findings()).isEmpty();

    policy.write("require-signature = all");
    PolicyGate all = policy.files().forLoad();
    all.data("the initrd", text());
    all.commandLine("the kernel", "quiet");
    assertThat(all.findings())
        .extracting(Finding::code)
        .containsExactly("policy-not-listed", "policy-not-listed");
    assertThat(all.findings().get(1).cure())
        .contains(Digests.of("quiet".getBytes(StandardCharsets.UTF_8)) + "  ");

    policy.allowContent(TEXT);
    policy.allowContent("quiet");
    PolicyGate listed = policy.files().forLoad();
    listed.data("the initrd", text());
    listed.commandLine("the kernel", "quiet");
    assertThat(listed.findings()).noneMatch(Finding::isError);
  }

  /** An initrd's content begins where it likes: a signature somewhere in it proves nothing. */
  @Test
  void aSignatureDoesNotApproveData() throws Exception {
    policy.write("require-signature = all");
    policy.trustSigner();
    PolicyGate gate = policy.files().forLoad();
    gate.data("the initrd", file(PolicyDirectory.signedProgram()));
    assertThat(only(gate).code()).isEqualTo("policy-not-listed");
  }

  @Test
  void aRevokedCommandLineIsRefused() throws Exception {
    policy.write("require-signature = all");
    policy.allowContent("quiet");
    policy.revoke(Digests.of("quiet".getBytes(StandardCharsets.UTF_8)));
    PolicyGate gate = policy.files().forLoad();
    gate.commandLine("the kernel", "quiet");
    assertThat(only(gate).isError()).isTrue();
  }

  @Test
  void withoutAPolicyTheSignersAreTold() throws Exception {
    policy.write("require-signature = off");
    byte[] program = PolicyDirectory.signedProgram();
    assertThat(signers(program)).contains("signed by CN=signer of the tests' fixtures (serial");
    byte[] changed = program.clone();
    changed[0x450]++;
    assertThat(signers(changed)).contains("not valid", "not the one that was signed");
    assertThat(signers(Arrays.copyOf(program, 10_000))).contains("is not the end of the file");
    assertThat(policy.files().forPlan().signers(text())).isEmpty();
  }

  private String signers(byte[] program) throws Exception {
    List<Finding> told = policy.files().forPlan().signers(file(program));
    assertThat(told).hasSize(1);
    assertThat(told.get(0).code()).isEqualTo("signature");
    return told.get(0).message();
  }

  @Test
  void aPlanIsOnlyWarned() throws Exception {
    PolicyGate gate = policy.files().forPlan();
    gate.executable("the kernel", text());
    gate.replaced("initrd", Path.of("uki.efi"));
    List<Finding> findings = gate.findings();
    assertThat(findings)
        .extracting(Finding::code)
        .containsExactly("policy-signature-missing", "policy-part-replaced");
    assertThat(findings).noneMatch(Finding::isError);
  }
}

package kexec.signature.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import kexec.api.plan.SegmentData;
import kexec.api.policy.SignatureVerdict;
import kexec.base.pe.Authenticode;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose signatures are valid, and of what. */
class AuthenticodeVerifierTest {

  private static final byte[] PROGRAM = "an EFI program".getBytes(StandardCharsets.US_ASCII);
  private static TestKey root;
  private static TestKey signer;

  @BeforeAll
  static void makeKeys() throws Exception {
    root = TestKey.of("root").authority().make();
    signer = TestKey.of("signer").issuedBy(root).make();
  }

  private static byte[] digest(byte[] of, String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(of);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static SignatureVerdict verify(byte[] signature, X509Certificate... trusted)
      throws Exception {
    return new AuthenticodeVerifier()
        .verify(signature, algorithm -> digest(PROGRAM, algorithm), List.of(trusted));
  }

  private static SignatureVerdict verify(TestSignature signature) throws Exception {
    return verify(signature.encoded(), root.certificate());
  }

  private static void assertBroken(SignatureVerdict verdict, String reason) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            SignatureVerdict.Broken.class, broken -> assertThat(broken.reason()).contains(reason));
  }

  private static TestSignature signed() {
    return TestSignature.of(signer, PROGRAM);
  }

  @Test
  void anIssuerThatIsTrustedIsEnough() throws Exception {
    assertThat(verify(signed()))
        .isEqualTo(new SignatureVerdict.Trusted(List.of(signer.certificate(), root.certificate())));
  }

  @Test
  void theSignerCanBeTrustedItself() throws Exception {
    assertThat(verify(signed().encoded(), signer.certificate()))
        .isEqualTo(new SignatureVerdict.Trusted(List.of(signer.certificate())));
  }

  @Test
  void aSignatureNeedNotBringTheCertificateThatIsTrusted() throws Exception {
    byte[] bare = signed().certificates().encoded();
    assertThat(verify(bare, signer.certificate())).isInstanceOf(SignatureVerdict.Trusted.class);
    assertBroken(verify(bare, root.certificate()), "is not in it");
  }

  @Test
  void thoseBetweenComeWithTheSignature() throws Exception {
    TestKey between = TestKey.of("between").issuedBy(root).authority().make();
    TestKey end = TestKey.of("end").issuedBy(between).make();
    TestSignature signature = TestSignature.of(end, PROGRAM);
    assertThat(verify(signature.certificates(end.certificate(), between.certificate())))
        .isEqualTo(
            new SignatureVerdict.Trusted(
                List.of(end.certificate(), between.certificate(), root.certificate())));
    assertThat(verify(signature.certificates(end.certificate())))
        .isEqualTo(new SignatureVerdict.Unknown(end.certificate()));
  }

  @Test
  void whoIsNoAuthorityIssuesNothing() throws Exception {
    TestKey end = TestKey.of("end").issuedBy(signer).make();
    assertThat(
            verify(
                TestSignature.of(end, PROGRAM)
                    .certificates(end.certificate(), signer.certificate())))
        .isEqualTo(new SignatureVerdict.Unknown(end.certificate()));
  }

  /** The name alone proves nothing. */
  @Test
  void anotherKeyUnderTheIssuersNameIsUnknown() throws Exception {
    TestKey impostor = TestKey.of("root").authority().make();
    TestKey end = TestKey.of("signer").issuedBy(impostor).make();
    assertThat(
            verify(
                TestSignature.of(end, PROGRAM)
                    .certificates(end.certificate(), impostor.certificate())))
        .isEqualTo(new SignatureVerdict.Unknown(end.certificate()));
  }

  @Test
  void withoutAnyoneTrustedTheSignerIsNamed() throws Exception {
    assertThat(verify(signed().encoded()))
        .isEqualTo(new SignatureVerdict.Unknown(signer.certificate()));
  }

  @Test
  void anExpiredCertificateStillCounts() throws Exception {
    TestKey old =
        TestKey.of("old")
            .issuedBy(root)
            .valid(Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2022-01-01T00:00:00Z"))
            .make();
    assertThat(verify(TestSignature.of(old, PROGRAM))).isInstanceOf(SignatureVerdict.Trusted.class);
    assertThat(verify(TestSignature.of(old, PROGRAM).encoded(), old.certificate()))
        .isInstanceOf(SignatureVerdict.Trusted.class);
  }

  @ParameterizedTest
  @CsvSource({"SHA-256,SHA-256", "SHA-384,SHA-384", "SHA-512,SHA-512", "SHA-256,SHA-512"})
  void strongDigestsAreAccepted(String content, String signed) throws Exception {
    assertThat(verify(signed().digests(content, signed)))
        .isInstanceOf(SignatureVerdict.Trusted.class);
  }

  @ParameterizedTest
  @CsvSource({"SHA-1,SHA-256", "SHA-256,SHA-1", "MD5,MD5"})
  void weakDigestsAreNot(String content, String signed) throws Exception {
    assertBroken(verify(signed().digests(content, signed)), "none of SHA-256, SHA-384 and SHA-512");
  }

  @Test
  void keysOnCurvesAreAccepted() throws Exception {
    TestKey curve = TestKey.of("curve").issuedBy(root).elliptic(256).make();
    assertThat(verify(TestSignature.of(curve, PROGRAM)))
        .isInstanceOf(SignatureVerdict.Trusted.class);
  }

  @Test
  void aShortKeyIsRefusedAnywhereInTheChain() throws Exception {
    TestKey weak = TestKey.of("weak").issuedBy(root).rsa(1024).make();
    assertBroken(verify(TestSignature.of(weak, PROGRAM)), "CN=weak has 1024 bits");
    assertBroken(
        verify(TestSignature.of(weak, PROGRAM).encoded(), weak.certificate()),
        "CN=weak has 1024 bits");
    TestKey weakRoot = TestKey.of("weak root").authority().rsa(1024).make();
    TestKey end = TestKey.of("end").issuedBy(weakRoot).make();
    assertBroken(
        verify(TestSignature.of(end, PROGRAM).encoded(), weakRoot.certificate()),
        "CN=weak root has 1024 bits");
  }

  @Test
  void theCertificateMustBeForPrograms() throws Exception {
    TestKey code =
        TestKey.of("code").issuedBy(root).purposes(KeyPurposeId.id_kp_codeSigning).make();
    assertThat(verify(TestSignature.of(code, PROGRAM)))
        .isInstanceOf(SignatureVerdict.Trusted.class);
    TestKey web = TestKey.of("web").issuedBy(root).purposes(KeyPurposeId.id_kp_serverAuth).make();
    assertBroken(verify(TestSignature.of(web, PROGRAM)), "not for signing code");
    KeyPurposeId onlyModules =
        KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.4.1.2312.16.1.2"));
    TestKey modules =
        TestKey.of("modules")
            .issuedBy(root)
            .purposes(KeyPurposeId.id_kp_codeSigning, onlyModules)
            .make();
    assertBroken(verify(TestSignature.of(modules, PROGRAM)), "modules of a kernel only");
  }

  @Test
  void anotherProgramHasNotThisSignature() throws Exception {
    byte[] other = "another program".getBytes(StandardCharsets.US_ASCII);
    assertBroken(verify(TestSignature.of(signer, other)), "not the one that was signed");
  }

  @Test
  void theSignedDigestCannotBeExchanged() throws Exception {
    byte[] other = "another program".getBytes(StandardCharsets.US_ASCII);
    assertBroken(
        verify(TestSignature.of(signer, other).exchangedFor(PROGRAM)),
        "its content was changed after it was signed");
  }

  @Test
  void whatElseIsSignedIsNoProgram() throws Exception {
    assertBroken(
        verify(signed().type(CMSObjectIdentifiers.data, CMSObjectIdentifiers.data)),
        "something else than an EFI program");
    assertBroken(
        verify(signed().type(TestSignature.PROGRAM, CMSObjectIdentifiers.data)),
        "its signed attributes are for something else");
  }

  @Test
  void theAttributesMustBeThereOnce() throws Exception {
    assertBroken(verify(signed().withoutAttributes()), "no signed attributes");
    assertBroken(verify(signed().withAttributesTwice()), "not complete");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void thereIsOneSigner(int count) throws Exception {
    assertBroken(verify(signed().signers(count)), "it has " + count + " signers");
  }

  @Test
  void aKeyThatDidNotSignIsToldApart() throws Exception {
    TestKey other = TestKey.of("signer").issuedBy(root).make();
    // The same names and number, with another key.
    TestKey mixed = new TestKey(other.pair(), signer.certificate());
    assertBroken(verify(TestSignature.of(mixed, PROGRAM)), "not made with the key");
  }

  @Test
  void paddingFollowsASignature() throws Exception {
    byte[] encoded = signed().encoded();
    assertThat(verify(Arrays.copyOf(encoded, encoded.length + 7), root.certificate()))
        .isInstanceOf(SignatureVerdict.Trusted.class);
  }

  /** For any bytes there is a verdict, and only for the right ones a good one. */
  @Test
  void damageIsNeverTrustedAndNeverThrows() throws Exception {
    byte[] good = signed().encoded();
    Random random = new Random(11);
    int trusted = 0;
    for (int round = 0; round < 500; round++) {
      byte[] damaged = good.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      byte[] cut =
          random.nextInt(4) == 0 ? Arrays.copyOf(damaged, random.nextInt(good.length)) : damaged;
      if (verify(cut, root.certificate()) instanceof SignatureVerdict.Trusted trust) {
        // A byte was replaced by itself, or one that nothing depends on, such as a version.
        assertThat(trust.chain()).contains(root.certificate());
        trusted++;
      }
    }
    assertThat(trusted).isLessThan(50);
  }

  @Test
  void deepNestingEndsInAVerdict() throws Exception {
    byte[] nested = new byte[1 << 20];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    assertBroken(verify(nested, root.certificate()), "its encoding is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "30", "3084ffffffff", "0500", "30820001", "a080"})
  void shortRubbishIsRefused(String hex) throws Exception {
    assertThat(verify(HexFormat.of().parseHex(hex), root.certificate()))
        .isInstanceOf(SignatureVerdict.Broken.class);
  }

  /**
   * The certificate table's entry of vmlinuz-6.1.0-57-amd64 in Debian's package
   * linux-image-6.1.0-57-amd64 6.1.192-3, whose digest osslsigncode 2.5 tells.
   */
  @Test
  void debiansSignatureIsUnderstood() throws Exception {
    byte[] signature = resource("debian-6.1.0-57.p7");
    byte[] digest =
        HexFormat.of().parseHex("61e79ca0acd7e9f18984bea7b44650801ed54fd95a8786c16c583b86acf9d538");
    SignatureVerdict unknown =
        new AuthenticodeVerifier()
            .verify(signature, algorithm -> digest, List.of(root.certificate()));
    X509Certificate debian = ((SignatureVerdict.Unknown) unknown).signer();
    assertThat(debian.getSubjectX500Principal().getName())
        .isEqualTo("CN=Debian Secure Boot Signer 2022 - linux");
    assertThat(new AuthenticodeVerifier().verify(signature, a -> digest, List.of(debian)))
        .isEqualTo(new SignatureVerdict.Trusted(List.of(debian)));
    assertBroken(
        new AuthenticodeVerifier().verify(signature, a -> new byte[32], List.of(debian)),
        "not the one that was signed");
  }

  /**
   * A program of two sections, signed by sbsign 0.9.4 and by osslsigncode 2.5 with the key of the
   * certificate. sbverify and osslsigncode accept both files.
   */
  @ParameterizedTest
  @ValueSource(strings = {"sbsign", "osslsigncode"})
  void signaturesOfOtherToolsAreUnderstood(String tool) throws Exception {
    byte[] file = resource("program-" + tool + ".efi");
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(resource("tools.pem")));
    assertThat(verifyFile(file, certificate))
        .isEqualTo(new SignatureVerdict.Trusted(List.of(certificate)));
    byte[] changed = file.clone();
    changed[0x420]++;
    assertBroken(verifyFile(changed, certificate), "not the one that was signed");
  }

  private static SignatureVerdict verifyFile(byte[] file, X509Certificate trusted)
      throws Exception {
    Authenticode program =
        Authenticode.read(Path.of("program.efi"), SegmentData.ofBytes(file)).orElseThrow();
    return new AuthenticodeVerifier()
        .verify(program.signatures().get(0), program::digest, List.of(trusted));
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(AuthenticodeVerifierTest.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }
}

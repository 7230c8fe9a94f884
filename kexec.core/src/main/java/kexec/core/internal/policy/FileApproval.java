package kexec.core.internal.policy;

import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.SegmentData;
import kexec.api.policy.SignatureVerdict;
import kexec.api.policy.SignatureVerifier;
import kexec.api.text.FileName;
import kexec.base.pe.Authenticode;

/** Compares one file with one policy. For a single use. */
final class FileApproval {

  /** The code of a file whose signatures cannot be read. */
  private static final String DAMAGED = "policy-signature-broken";

  private final LoadPolicy policy;
  private final Supplier<Optional<SignatureVerifier>> verifier;
  private final String kind;
  private final Path path;
  private final SegmentData file;

  /**
   * Creates an approval; nothing is read yet.
   *
   * @param policy the policy
   * @param verifier verifies signatures; empty if nothing does
   * @param kind what the file is, for messages
   * @param path the file, for messages
   * @param file its content
   */
  FileApproval(
      LoadPolicy policy,
      Supplier<Optional<SignatureVerifier>> verifier,
      String kind,
      Path path,
      SegmentData file) {
    this.policy = policy;
    this.verifier = verifier;
    this.kind = kind;
    this.path = path;
    this.file = file;
  }

  /**
   * What a policy says of a file.
   *
   * @param content as much of the file as is approved; all of it if nothing is, so that it can be
   *     planned
   * @param finding why it is approved, an {@link kexec.api.fault.Severity#INFO}, or why not, an
   *     error
   */
  record Answer(SegmentData content, Finding finding) {}

  /**
   * Looks a file up in the lists.
   *
   * @throws KexecException if it cannot be read
   */
  Answer listed() throws KexecException {
    String hash = Digests.of(file);
    return lists(hash, List.of())
        .orElseGet(
            () ->
                refused(
                    "policy-not-listed",
                    "its digest is not in " + FileName.of(policy.allowedFile()),
                    listCure(hash)));
  }

  /**
   * Looks a file up in the lists, and then for a signature.
   *
   * @throws KexecException if it cannot be read
   */
  Answer listedOrSigned() throws KexecException {
    String hash = Digests.of(file);
    Optional<Authenticode> program = Optional.empty();
    Optional<BadFileException> damage = Optional.empty();
    List<String> signed = List.of();
    try {
      program = Authenticode.read(path, file);
      if (program.isPresent()) {
        signed = List.of(Digests.hex(program.get().digest("SHA-256")));
      }
    } catch (BadFileException e) {
      if (!e.fault().code().equals(DAMAGED)) {
        throw e;
      }
      damage = Optional.of(e);
    }
    Optional<Answer> known = lists(hash, signed);
    if (known.isPresent()) {
      boolean whole = policy.allowed().contains(hash) || known.get().finding().isError();
      return whole || program.isEmpty()
          ? known.get()
          : new Answer(program.get().signedContent(), known.get().finding());
    }
    return damage.isPresent()
        ? refused(
            damage.get().fault().code(), damage.get().fault().cause(), damage.get().fault().cure())
        : signatures(program, hash);
  }

  /**
   * {@return who signed a file, whatever any policy says of them}
   *
   * @param verifier verifies signatures
   * @param path the file
   * @param file its content
   * @throws KexecException if it cannot be read
   */
  static List<Finding> signers(SignatureVerifier verifier, Path path, SegmentData file)
      throws KexecException {
    List<Finding> told = new ArrayList<>();
    try {
      Optional<Authenticode> program = Authenticode.read(path, file);
      for (byte[] each : program.isPresent() ? program.get().signatures() : List.<byte[]>of()) {
        SignatureVerdict verdict = verifier.verify(each, program.get()::digest, List.of());
        told.add(
            verdict instanceof SignatureVerdict.Unknown valid
                ? Finding.info(
                    "signature",
                    "signed by %s, whose issuer is %s; no policy says whether they are trusted"
                        .formatted(text(valid.signer()), valid.signer().getIssuerX500Principal()))
                : Finding.info(
                    "signature",
                    "the file has a signature that is not valid: "
                        + ((SignatureVerdict.Broken) verdict).reason()));
      }
    } catch (BadFileException e) {
      if (!e.fault().code().equals(DAMAGED)) {
        throw e;
      }
      told.add(
          Finding.info("signature", "no signature of the file is valid: " + e.fault().cause()));
    }
    return told;
  }

  private Optional<Answer> lists(String hash, List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.add(hash);
    if (all.stream().anyMatch(policy.revoked()::contains)) {
      return Optional.of(revoked("its digest"));
    }
    return all.stream().anyMatch(policy.allowed()::contains)
        ? Optional.of(approved(file, "its digest is in " + FileName.of(policy.allowedFile())))
        : Optional.empty();
  }

  private Answer signatures(Optional<Authenticode> program, String hash) throws KexecException {
    List<byte[]> all;
    try {
      all = program.isPresent() ? program.get().signatures() : List.of();
    } catch (BadFileException e) {
      return refused(e.fault().code(), e.fault().cause(), e.fault().cure());
    }
    if (program.isEmpty() || all.isEmpty()) {
      return refused(
          "policy-signature-missing",
          "it has no signature"
              + (program.isEmpty() ? ", and as no EFI program no place for one" : ""),
          (program.isEmpty() ? "" : "Sign it (sbsign), or name the signed file. ")
              + listCure(hash));
    }
    Optional<SignatureVerifier> present = verifier.get();
    if (present.isEmpty()) {
      return refused(
          "policy-verifier-missing",
          "it is signed, but nothing is present to verify signatures",
          "Start the bundle kexec.signature. " + listCure(hash));
    }
    List<Answer> refusals = new ArrayList<>();
    for (byte[] each : all) {
      Answer answer = verdict(present.get(), each, program.get(), hash);
      if (!answer.finding().isError()) {
        return answer;
      }
      refusals.add(answer);
    }
    // A valid signature of somebody unknown tells more than a damaged one beside it.
    return refusals.stream()
        .filter(refusal -> !refusal.finding().code().equals(DAMAGED))
        .findFirst()
        .orElse(refusals.get(0));
  }

  private Answer verdict(
      SignatureVerifier present, byte[] signature, Authenticode program, String hash)
      throws KexecException {
    SignatureVerdict verdict = present.verify(signature, program::digest, policy.certificates());
    if (verdict instanceof SignatureVerdict.Trusted trusted) {
      List<X509Certificate> chain = trusted.chain();
      for (X509Certificate each : chain) {
        if (policy.revoked().contains(fingerprint(each))) {
          return revoked("the certificate " + text(each));
        }
      }
      return approved(
          program.signedContent(),
          "signed by %s, trusted by %s"
              .formatted(
                  text(chain.get(0)), chain.get(chain.size() - 1).getSubjectX500Principal()));
    }
    if (verdict instanceof SignatureVerdict.Unknown unknown) {
      return refused(
          "policy-signature-unknown",
          "it is signed by %s, whose issuer is %s, and no certificate in %s (%s) leads there"
              .formatted(
                  text(unknown.signer()),
                  unknown.signer().getIssuerX500Principal(),
                  FileName.of(policy.certificateDirectory()),
                  tried()),
          "Put the signer's or the issuer's certificate there, if you trust it. " + listCure(hash));
    }
    return refused(
        DAMAGED,
        "its signature is not valid: " + ((SignatureVerdict.Broken) verdict).reason(),
        "Get the file anew from where it came, or sign it anew. " + listCure(hash));
  }

  private String tried() {
    return policy.certificates().isEmpty()
        ? "none"
        : policy.certificates().stream()
            .map(each -> String.valueOf(each.getSubjectX500Principal()))
            .distinct()
            .limit(10)
            .collect(Collectors.joining("; "));
  }

  private static String text(X509Certificate certificate) {
    return "%s (serial number %x, SHA-256 %s)"
        .formatted(
            certificate.getSubjectX500Principal(),
            certificate.getSerialNumber(),
            fingerprint(certificate));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return Digests.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded is not encoded", e);
    }
  }

  private String listCure(String hash) {
    return "To allow just this file, add this line to %s: %s  %s"
        .formatted(FileName.of(policy.allowedFile()), hash, FileName.of(path));
  }

  private Answer revoked(String what) {
    return refused(
        "policy-revoked",
        what + " is revoked",
        "Name another file; what is revoked is never loaded.");
  }

  private Answer approved(SegmentData content, String why) {
    return new Answer(
        content,
        Finding.info(
            "policy-approved", "%s %s is approved: %s".formatted(kind, FileName.of(path), why)));
  }

  private Answer refused(String code, String cause, String cure) {
    return new Answer(
        file,
        Finding.error(
            code,
            "the policy %s does not allow %s %s: %s"
                .formatted(FileName.of(policy.file()), kind, FileName.of(path), cause),
            cure));
  }
}

package kexec.api.policy;

import java.security.cert.X509Certificate;
import java.util.List;
import kexec.api.fault.KexecException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Verifies the signatures of EFI programs. What is signed, and whom to trust, is the caller's
 * concern.
 *
 * <p>Registered as a service. Implementations are stateless and thread-safe.
 */
@ConsumerType
public interface SignatureVerifier {

  /** Computes digests of the signed content. */
  @FunctionalInterface
  interface ContentDigest {

    /**
     * {@return the digest of the content as Authenticode defines it}
     *
     * @param algorithm a name of the Java platform, such as {@code SHA-256}
     * @throws KexecException if the content cannot be read
     */
    byte[] of(String algorithm) throws KexecException;
  }

  /**
   * Verifies one signature (Microsoft, "Windows Authenticode Portable Executable Signature
   * Format").
   *
   * @param signature a PKCS #7 {@code SignedData} in DER, possibly followed by padding; untrusted
   *     input: validate every field
   * @param content computes digests of the signed content
   * @param trusted the certificates that may sign, or issue the certificates of those who sign; may
   *     be empty
   * @return whether the signature is one of somebody trusted
   * @throws KexecException if the content cannot be read
   */
  SignatureVerdict verify(byte[] signature, ContentDigest content, List<X509Certificate> trusted)
      throws KexecException;
}

package kexec.api.policy;

import java.security.cert.X509Certificate;
import java.util.List;

/** The result of the verification of one signature. */
public sealed interface SignatureVerdict {

  /**
   * A valid signature of somebody trusted.
   *
   * @param chain the certificates from the signer's to the trusted one, which may be the same; not
   *     empty
   */
  record Trusted(List<X509Certificate> chain) implements SignatureVerdict {

    /** Makes the list unmodifiable. */
    public Trusted {
      chain = List.copyOf(chain);
    }
  }

  /**
   * A valid signature of somebody whom no trusted certificate leads to.
   *
   * @param signer the signer's certificate
   */
  record Unknown(X509Certificate signer) implements SignatureVerdict {}

  /**
   * No valid signature of this content.
   *
   * @param reason why not, as a clause
   */
  record Broken(String reason) implements SignatureVerdict {}
}

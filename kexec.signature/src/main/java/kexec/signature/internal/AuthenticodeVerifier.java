package kexec.signature.internal;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.policy.SignatureVerdict;
import kexec.api.policy.SignatureVerifier;
import org.osgi.service.component.annotations.Component;

/**
 * Verifies Authenticode signatures: Bouncy Castle reads their structure, the Java platform does the
 * cryptography.
 */
@Component
public final class AuthenticodeVerifier implements SignatureVerifier {

  @Override
  public SignatureVerdict verify(
      byte[] signature, ContentDigest content, List<X509Certificate> trusted)
      throws KexecException {
    try {
      SignedDigest signed = SignedDigest.parse(signature);
      Optional<X509Certificate> signer =
          Stream.concat(signed.certificates().stream(), trusted.stream())
              .filter(signed::isOf)
              .findFirst();
      if (signer.isEmpty()) {
        return new SignatureVerdict.Broken("the certificate of its signer is not in it");
      }
      signed.verify(signer.get().getPublicKey(), content);
      Certificates.requireForPrograms(signer.get());
      Optional<List<X509Certificate>> chain =
          Certificates.chain(signer.get(), signed.certificates(), trusted);
      return chain.isPresent()
          ? new SignatureVerdict.Trusted(chain.get())
          : new SignatureVerdict.Unknown(signer.get());
    } catch (BrokenException e) {
      return new SignatureVerdict.Broken(String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      // Bouncy Castle parses an element when it is asked for, throws whatever it runs into, and
      // descends into nested elements by recursion.
      return new SignatureVerdict.Broken("its encoding is damaged (" + e + ")");
    }
  }
}

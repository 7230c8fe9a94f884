package kexec.signature.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/** What makes a certificate one that may sign a kernel. */
final class Certificates {

  private static final String KEY_IDENTIFIER = "2.5.29.14";

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  /** Of a key that is for modules of a kernel only; shim refuses programs with such a signature. */
  private static final String ONLY_MODULES = "1.3.6.1.4.1.2312.16.1.2";

  /** A chain has two or three. */
  private static final int MOST = 16;

  /** In bits. */
  private static final int SHORTEST_RSA = 2048;

  private static final int SHORTEST_EC = 256;

  private Certificates() {}

  /**
   * {@return the X.509 certificates of a signature}
   *
   * @throws BrokenException if there are too many, or one is damaged
   */
  static List<X509Certificate> of(@Nullable ASN1Set encoded) throws IOException, BrokenException {
    List<X509Certificate> certificates = new ArrayList<>();
    if (encoded == null) {
      return certificates;
    }
    if (encoded.size() > MOST) {
      throw new BrokenException("it has more than " + MOST + " certificates");
    }
    for (ASN1Encodable each : encoded) {
      byte[] bytes = each.toASN1Primitive().getEncoded(ASN1Encoding.DER);
      try {
        certificates.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes)));
      } catch (CertificateException e) {
        throw new BrokenException("one of its certificates is damaged (" + e.getMessage() + ")");
      }
    }
    return certificates;
  }

  /** {@return the subject key identifier of a certificate, if it has one} */
  static Optional<ASN1OctetString> keyIdentifier(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(KEY_IDENTIFIER);
    return extension == null
        ? Optional.empty()
        : Optional.of(
            ASN1OctetString.getInstance(ASN1OctetString.getInstance(extension).getOctets()));
  }

  /** {@return whether a name is that of a certificate's issuer} */
  static boolean isIssuer(X509Certificate certificate, X500Name name) {
    return X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()).equals(name);
  }

  /**
   * Checks what a signer's certificate says that it is for.
   *
   * @throws BrokenException if it is not for programs
   */
  static void requireForPrograms(X509Certificate signer) throws BrokenException {
    try {
      List<String> purposes = signer.getExtendedKeyUsage();
      if (purposes == null) {
        return;
      }
      if (purposes.contains(ONLY_MODULES)) {
        throw new BrokenException("its certificate is for modules of a kernel only");
      }
      if (!purposes.contains(CODE_SIGNING) && !purposes.contains(ANY_PURPOSE)) {
        throw new BrokenException("its certificate is not for signing code");
      }
    } catch (CertificateParsingException e) {
      throw new BrokenException("its certificate is damaged (" + e.getMessage() + ")");
    }
  }

  /**
   * {@return the certificates from a signer's to a trusted one; empty if none leads there}
   *
   * <p>Like kernels and firmware this does not compare the validity with the clock: what was signed
   * once is to start also when the certificate has expired, and a clock may be wrong. The chain has
   * to be valid when the signer's certificate began to be.
   *
   * @param signer the signer's certificate
   * @param others certificates that may be between
   * @param trusted the trusted ones
   * @throws BrokenException if a key in the chain is too short
   */
  static Optional<List<X509Certificate>> chain(
      X509Certificate signer, List<X509Certificate> others, List<X509Certificate> trusted)
      throws BrokenException {
    if (trusted.contains(signer)) {
      requireLongKeys(List.of(signer));
      return Optional.of(List.of(signer));
    }
    if (trusted.isEmpty()) {
      return Optional.empty();
    }
    List<X509Certificate> chain = new ArrayList<>();
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(signer);
      Set<TrustAnchor> anchors =
          trusted.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      List<X509Certificate> known = new ArrayList<>(others);
      known.add(signer);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(signer.getNotBefore());
      PKIXCertPathBuilderResult found =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      found.getCertPath().getCertificates().forEach(each -> chain.add((X509Certificate) each));
      chain.add(found.getTrustAnchor().getTrustedCert());
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
    requireLongKeys(chain);
    return Optional.of(chain);
  }

  private static void requireLongKeys(List<X509Certificate> chain) throws BrokenException {
    for (X509Certificate each : chain) {
      int bits = 0;
      int least = SHORTEST_RSA;
      if (each.getPublicKey() instanceof RSAPublicKey rsa) {
        bits = rsa.getModulus().bitLength();
      } else if (each.getPublicKey() instanceof ECPublicKey ec) {
        bits = ec.getParams().getCurve().getField().getFieldSize();
        least = SHORTEST_EC;
      }
      if (bits < least) {
        throw new BrokenException(
            "the key of %s has %s bits, fewer than %s"
                .formatted(each.getSubjectX500Principal(), bits, least));
      }
    }
  }
}

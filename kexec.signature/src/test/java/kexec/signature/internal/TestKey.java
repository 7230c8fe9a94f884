package kexec.signature.internal;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A key with its certificate, made for one test.
 *
 * @param pair the key
 * @param certificate its certificate
 */
public record TestKey(KeyPair pair, X509Certificate certificate) {

  private static final AtomicLong SERIAL = new AtomicLong(0x1234);
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

  /** What a certificate says. */
  public static final class Builder {

    private final String name;
    private TestKey issuer;
    private String algorithm = "RSA";
    private int bits = 2048;
    private boolean authority;
    private KeyPurposeId[] purposes = {};
    private Instant from = START;
    private Instant until = Instant.parse("2040-01-01T00:00:00Z");

    private Builder(String name) {
      this.name = name;
    }

    Builder issuedBy(TestKey value) {
      issuer = value;
      return this;
    }

    /**
     * Makes it a key on an elliptic curve.
     *
     * @param value its size in bits
     */
    public Builder elliptic(int value) {
      algorithm = "EC";
      bits = value;
      return this;
    }

    Builder rsa(int value) {
      bits = value;
      return this;
    }

    Builder authority() {
      authority = true;
      return this;
    }

    Builder purposes(KeyPurposeId... value) {
      purposes = value;
      return this;
    }

    Builder valid(Instant start, Instant end) {
      from = start;
      until = end;
      return this;
    }

    /** {@return the key} */
    public TestKey make() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      X500Principal subject = new X500Principal("CN=" + name);
      KeyPair signer = issuer == null ? pair : issuer.pair();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer == null ? subject : issuer.certificate().getSubjectX500Principal(),
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      if (purposes.length > 0) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      }
      String scheme = signer.getPublic().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
      return new TestKey(
          pair,
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256with" + scheme)
                          .build(signer.getPrivate()))));
    }
  }

  /**
   * {@return a certificate to describe}
   *
   * @param name its subject's name
   */
  public static Builder of(String name) {
    return new Builder(name);
  }
}

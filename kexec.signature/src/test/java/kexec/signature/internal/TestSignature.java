package kexec.signature.internal;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DigestInfo;

/** Makes signatures, also such as no tool would make. Not thread-safe. */
public final class TestSignature {

  static final ASN1ObjectIdentifier PROGRAM = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.4");

  private static final ASN1ObjectIdentifier PE_IMAGE =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.15");
  private static final Map<String, String> DIGESTS =
      Map.of(
          "MD5", "1.2.840.113549.2.5",
          "SHA-1", "1.3.14.3.2.26",
          "SHA-256", "2.16.840.1.101.3.4.2.1",
          "SHA-384", "2.16.840.1.101.3.4.2.2",
          "SHA-512", "2.16.840.1.101.3.4.2.3");

  private final TestKey key;
  private final byte[] program;
  private String contentDigest = "SHA-256";
  private String signedDigest = "SHA-256";
  private ASN1ObjectIdentifier type = PROGRAM;
  private ASN1ObjectIdentifier typeAttribute = PROGRAM;
  private List<X509Certificate> certificates;
  private int signers = 1;
  private boolean attributes = true;
  private boolean attributesTwice;
  private byte[] otherContent;

  private TestSignature(TestKey key, byte[] program) {
    this.key = key;
    this.program = program;
    this.certificates = List.of(key.certificate());
  }

  /**
   * {@return a signature that is to be made}
   *
   * @param key signs
   * @param program the program's bytes as they are digested
   */
  public static TestSignature of(TestKey key, byte[] program) {
    return new TestSignature(key, program);
  }

  TestSignature digests(String content, String signed) {
    contentDigest = content;
    signedDigest = signed;
    return this;
  }

  TestSignature type(ASN1ObjectIdentifier content, ASN1ObjectIdentifier attribute) {
    type = content;
    typeAttribute = attribute;
    return this;
  }

  TestSignature certificates(X509Certificate... value) {
    certificates = List.of(value);
    return this;
  }

  TestSignature signers(int value) {
    signers = value;
    return this;
  }

  TestSignature withoutAttributes() {
    attributes = false;
    return this;
  }

  TestSignature withAttributesTwice() {
    attributesTwice = true;
    return this;
  }

  /** The content is exchanged after it was signed. */
  TestSignature exchangedFor(byte[] other) {
    otherContent = other;
    return this;
  }

  /** {@return the signature in DER} */
  public byte[] encoded() throws Exception {
    ASN1Encodable signed = content(program);
    SignerInfo signer = signer(signed);
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (int i = 0; i < signers; i++) {
      all.add(signer);
    }
    ASN1EncodableVector encoded = new ASN1EncodableVector();
    for (X509Certificate each : certificates) {
      encoded.add(Certificate.getInstance(each.getEncoded()));
    }
    SignedData data =
        new SignedData(
            new DERSet(identifier(signedDigest)),
            new ContentInfo(type, otherContent == null ? signed : content(otherContent)),
            new DERSet(encoded),
            null,
            new DERSet(all));
    return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded(ASN1Encoding.DER);
  }

  private ASN1Encodable content(byte[] of) throws Exception {
    byte[] digest = MessageDigest.getInstance(contentDigest).digest(of);
    return new DERSequence(
        new ASN1Encodable[] {
          new DERSequence(PE_IMAGE), new DigestInfo(identifier(contentDigest), digest)
        });
  }

  private static AlgorithmIdentifier identifier(String digest) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(DIGESTS.get(digest)));
  }

  private SignerInfo signer(ASN1Encodable content) throws Exception {
    byte[] encoded = content.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    // Shorter than 128 bytes: two for the tag and the length.
    byte[] octets = Arrays.copyOfRange(encoded, 2, encoded.length);
    List<ASN1Encodable> list = new ArrayList<>();
    for (int i = 0; i < (attributesTwice ? 2 : 1); i++) {
      list.add(new Attribute(CMSAttributes.contentType, new DERSet(typeAttribute)));
      list.add(
          new Attribute(
              CMSAttributes.messageDigest,
              new DERSet(
                  new DEROctetString(MessageDigest.getInstance(signedDigest).digest(octets)))));
    }
    ASN1Set set = new DERSet(list.toArray(ASN1Encodable[]::new));
    String scheme = key.pair().getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
    Signature signature = Signature.getInstance(signedDigest.replace("-", "") + "with" + scheme);
    signature.initSign(key.pair().getPrivate());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.write(attributes ? set.getEncoded(ASN1Encoding.DER) : octets);
    signature.update(signed.toByteArray());
    X509Certificate certificate = key.certificate();
    return new SignerInfo(
        new SignerIdentifier(
            new IssuerAndSerialNumber(
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()),
                new ASN1Integer(certificate.getSerialNumber()).getValue())),
        identifier(signedDigest),
        attributes ? set : null,
        new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.1.1.1")),
        new DEROctetString(signature.sign()),
        null);
  }
}

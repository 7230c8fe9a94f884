package kexec.signature.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kexec.api.fault.KexecException;
import kexec.api.policy.SignatureVerifier.ContentDigest;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/**
 * The signature of a program's digest: PKCS #7 {@code SignedData} whose content is a {@code
 * SpcIndirectDataContent} (Microsoft, "Windows Authenticode Portable Executable Signature Format").
 */
final class SignedDigest {

  private static final ASN1ObjectIdentifier SPC_INDIRECT_DATA =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.4");

  /** MD5 and SHA-1 are missing on purpose: others can make a second file with the same digest. */
  private static final Map<String, String> DIGESTS =
      Map.of(
          "2.16.840.1.101.3.4.2.1", "SHA-256",
          "2.16.840.1.101.3.4.2.2", "SHA-384",
          "2.16.840.1.101.3.4.2.3", "SHA-512");

  /** The encoded content, without its tag and length: what the signer digested. */
  private final byte[] content;

  private final DigestInfo digest;
  private final SignerInfo signer;
  private final List<X509Certificate> certificates;

  private SignedDigest(ASN1Sequence content, SignerInfo signer, List<X509Certificate> certificates)
      throws IOException {
    this.content = withoutHeader(content);
    this.digest = DigestInfo.getInstance(content.getObjectAt(1));
    this.signer = signer;
    this.certificates = certificates;
  }

  /**
   * Parses a signature; verifies nothing.
   *
   * @throws BrokenException if it is none
   */
  static SignedDigest parse(byte[] encoded) throws BrokenException {
    // What follows the first element is padding.
    try (ASN1InputStream in = new ASN1InputStream(encoded)) {
      ContentInfo outer = ContentInfo.getInstance(in.readObject());
      if (outer == null || !CMSObjectIdentifiers.signedData.equals(outer.getContentType())) {
        throw new BrokenException("it is no PKCS #7 SignedData");
      }
      return of(SignedData.getInstance(outer.getContent()));
    } catch (IOException e) {
      throw new BrokenException("its encoding is damaged (" + e.getMessage() + ")");
    }
  }

  private static SignedDigest of(SignedData data) throws IOException, BrokenException {
    ContentInfo inner = data.getEncapContentInfo();
    if (!SPC_INDIRECT_DATA.equals(inner.getContentType())) {
      throw new BrokenException("it signs something else than an EFI program");
    }
    if (data.getSignerInfos().size() != 1) {
      throw new BrokenException("it has %s signers".formatted(data.getSignerInfos().size()));
    }
    ASN1Sequence content = ASN1Sequence.getInstance(inner.getContent());
    return new SignedDigest(
        content,
        SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0)),
        Certificates.of(data.getCertificates()));
  }

  private static byte[] withoutHeader(ASN1Sequence sequence) throws IOException {
    byte[] encoded = sequence.getEncoded(ASN1Encoding.DER);
    int lengthBytes = encoded[1] < 0 ? encoded[1] & 0x7f : 0;
    return Arrays.copyOfRange(encoded, 2 + lengthBytes, encoded.length);
  }

  /** {@return the certificates that come with the signature} */
  List<X509Certificate> certificates() {
    return certificates;
  }

  /** {@return whether a certificate is the one that the signer names} */
  boolean isOf(X509Certificate certificate) {
    if (signer.getSID().getId() instanceof ASN1OctetString key) {
      return Certificates.keyIdentifier(certificate).filter(key::equals).isPresent();
    }
    IssuerAndSerialNumber id = IssuerAndSerialNumber.getInstance(signer.getSID().getId());
    return id.getSerialNumber().getValue().equals(certificate.getSerialNumber())
        && Certificates.isIssuer(certificate, id.getName());
  }

  /**
   * Verifies that a key made this signature, and for this program.
   *
   * @throws BrokenException if not
   * @throws KexecException if the program cannot be read
   */
  void verify(PublicKey key, ContentDigest program) throws BrokenException, KexecException {
    String algorithm = algorithm(digest.getAlgorithmId());
    String signed = algorithm(signer.getDigestAlgorithm());
    ASN1Set attributes = signer.getAuthenticatedAttributes();
    if (attributes == null) {
      throw new BrokenException("it has no signed attributes");
    }
    try {
      verifyAttributes(attributes, MessageDigest.getInstance(signed));
      Signature signature = Signature.getInstance(signed.replace("-", "") + "with" + scheme(key));
      signature.initVerify(key);
      signature.update(attributes.getEncoded(ASN1Encoding.DER));
      if (!signature.verify(signer.getEncryptedDigest().getOctets())) {
        throw new BrokenException("it was not made with the key of the certificate that it names");
      }
    } catch (InvalidKeyException e) {
      throw new BrokenException("the key of its certificate cannot be used (" + e + ")");
    } catch (GeneralSecurityException | IOException e) {
      throw new BrokenException("its encoding is damaged (" + e.getMessage() + ")");
    }
    if (!MessageDigest.isEqual(program.of(algorithm), digest.getDigest())) {
      throw new BrokenException("the file is not the one that was signed: its digest is another");
    }
  }

  private static String algorithm(AlgorithmIdentifier identifier) throws BrokenException {
    String algorithm = DIGESTS.get(identifier.getAlgorithm().getId());
    if (algorithm == null) {
      throw new BrokenException(
          "its digest algorithm, %s, is none of SHA-256, SHA-384 and SHA-512"
              .formatted(identifier.getAlgorithm()));
    }
    return algorithm;
  }

  private static String scheme(PublicKey key) throws BrokenException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "RSA";
      case "EC" -> "ECDSA";
      default -> throw new BrokenException("its key is for " + key.getAlgorithm());
    };
  }

  private void verifyAttributes(ASN1Set attributes, MessageDigest digest) throws BrokenException {
    AttributeTable table = new AttributeTable(attributes);
    if (!SPC_INDIRECT_DATA.equals(only(table, CMSAttributes.contentType))) {
      throw new BrokenException("its signed attributes are for something else");
    }
    byte[] signed =
        ASN1OctetString.getInstance(only(table, CMSAttributes.messageDigest)).getOctets();
    if (!MessageDigest.isEqual(digest.digest(content), signed)) {
      throw new BrokenException("its content was changed after it was signed");
    }
  }

  private static ASN1Encodable only(AttributeTable table, ASN1ObjectIdentifier type)
      throws BrokenException {
    ASN1EncodableVector all = table.getAll(type);
    if (all.size() != 1 || Attribute.getInstance(all.get(0)).getAttrValues().size() != 1) {
      throw new BrokenException("its signed attributes are not complete");
    }
    return Attribute.getInstance(all.get(0)).getAttrValues().getObjectAt(0);
  }
}

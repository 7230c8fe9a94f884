package kexec.core.internal.policy;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * A policy for what may be loaded, as it was read.
 *
 * @param file its file
 * @param requirement what has to be approved
 * @param certificates the certificates that approve what they signed
 * @param certificateDirectory where they are, for messages
 * @param allowed the SHA-256 digests of what is approved, in lower-case hexadecimal digits
 * @param allowedFile where these are, for messages
 * @param revoked the SHA-256 digests of files, signed content and certificates that approve nothing
 *     and are never approved
 */
record LoadPolicy(
    Path file,
    Requirement requirement,
    List<X509Certificate> certificates,
    Path certificateDirectory,
    Set<String> allowed,
    Path allowedFile,
    Set<String> revoked) {

  /** Makes the lists unmodifiable. */
  LoadPolicy {
    certificates = List.copyOf(certificates);
    allowed = Set.copyOf(allowed);
    revoked = Set.copyOf(revoked);
  }
}

package kexec.itest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A policy for the tests, a kernel that is signed and one that is not. The signed one is the
 * synthetic bzImage with the headers of Linux's EFI stub, two sections and a signature of sbsign
 * 0.9.4 with the key of the certificate beside it.
 */
final class SamplePolicy {

  static final String OFF = "require-signature = off\n";
  static final String KERNEL = "require-signature = kernel\n";

  private final Path directory;

  private SamplePolicy(Path directory) {
    this.directory = directory;
  }

  /** Writes a policy that allows everything, and trusts the signer. Called outside a framework. */
  static SamplePolicy create(Path parent) {
    try {
      SamplePolicy policy = in(Files.createTempDirectory(parent, "policy").toAbsolutePath());
      Path certificates = Files.createDirectories(policy.directory.resolve("certificates"));
      Files.setPosixFilePermissions(certificates, PosixFilePermissions.fromString("rwxr-xr-x"));
      policy.copy("signed-bzImage.pem", "certificates/signer.pem");
      policy.copy("signed-bzImage", "signed");
      policy.write(OFF);
      return policy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds a policy again, inside a framework. */
  static SamplePolicy in(Path directory) {
    return new SamplePolicy(directory);
  }

  /** A small EFI program, signed with the same key: a copy of that in kexec.signature. */
  static byte[] signedProgram() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SamplePolicy.class.getResourceAsStream("program-sbsign.efi"))) {
      return in.readAllBytes();
    }
  }

  private void copy(String resource, String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SamplePolicy.class.getResourceAsStream(resource))) {
      Files.copy(in, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    protect(name);
  }

  private void protect(String name) throws IOException {
    Files.setPosixFilePermissions(
        directory.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Replaces the policy. */
  void write(String text) throws IOException {
    Files.writeString(file(), text);
    protect("policy");
  }

  /** Replaces the list of what is allowed. */
  void allow(String lines) throws IOException {
    Files.writeString(directory.resolve("allowed.sha256"), lines);
    protect("allowed.sha256");
  }

  /** Replaces the list of what is never allowed. */
  void revoke(String lines) throws IOException {
    Files.writeString(directory.resolve("revoked.sha256"), lines);
    protect("revoked.sha256");
  }

  /** {@return the digest of a file, as the lists have it} */
  static String digest(Path file) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
  }

  Path directory() {
    return directory;
  }

  /** The policy's file. */
  Path file() {
    return directory.resolve("policy");
  }

  /** The signed kernel. */
  Path signed() {
    return directory.resolve("signed");
  }
}

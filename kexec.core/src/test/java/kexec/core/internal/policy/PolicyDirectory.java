package kexec.core.internal.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import kexec.signature.internal.AuthenticodeVerifier;

/** A directory with a policy, as {@code /etc/jkexec}, to test with. */
public final class PolicyDirectory {

  /** No policy. */
  public static final PolicyFiles NONE =
      new PolicyFiles(Path.of("/nonexistent/policy"), Optional.empty(), Optional::empty);

  private final Path directory;

  /** Creates it with a policy. */
  public PolicyDirectory(Path directory, String policy) throws IOException {
    this.directory = Files.createDirectory(directory);
    write(policy);
  }

  /** Replaces the policy. */
  public void write(String policy) throws IOException {
    Files.writeString(file(), policy);
  }

  /** {@return the policy's file} */
  public Path file() {
    return directory.resolve("policy");
  }

  /** Adds a line to the list of what is allowed. */
  public void allow(String hash) throws IOException {
    add("allowed.sha256", hash);
  }

  /** Adds a line to the list of what is revoked. */
  public void revoke(String hash) throws IOException {
    add("revoked.sha256", hash);
  }

  private void add(String list, String hash) throws IOException {
    Files.writeString(
        directory.resolve(list),
        hash + "  a name\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Allows some bytes. */
  public void allowContent(String content) throws IOException {
    allow(Digests.of(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** {@return the digest of a file, as sha256sum tells it} */
  public static String digest(Path file) throws IOException {
    return Digests.of(Files.readAllBytes(file));
  }

  /** Trusts whoever signed the program. */
  public void trustSigner() throws IOException {
    Files.write(
        Files.createDirectories(directory.resolve("certificates")).resolve("tools.pem"),
        resource("tools.pem"));
  }

  /** {@return a small EFI program, signed by sbsign: a copy of that in kexec.signature} */
  public static byte[] signedProgram() throws IOException {
    return resource("program-sbsign.efi");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(PolicyDirectory.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  /** {@return the policy of this directory} */
  public PolicyFiles files() {
    return new PolicyFiles(file(), Optional.empty(), () -> Optional.of(new AuthenticodeVerifier()));
  }
}

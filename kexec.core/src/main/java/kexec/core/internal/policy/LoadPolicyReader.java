package kexec.core.internal.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.NotPermittedException;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.base.config.ConfigText;
import kexec.launch.Trust;

/**
 * Reads a policy file and what it names. Whatever is wrong with one of them makes the whole policy
 * unreadable, so that nothing is loaded. For a single use.
 */
final class LoadPolicyReader {

  private static final String REQUIREMENT = "require-signature";
  private static final String CERTIFICATES = "certificates";
  private static final String HASHES = "hashes";
  private static final String REVOKED = "revoked";
  private static final List<String> KEYS = List.of(REQUIREMENT, CERTIFICATES, HASHES, REVOKED);

  private static final int LONGEST_CERTIFICATE = 1 << 20;
  private static final int LONGEST_LIST = 16 << 20;
  private static final int MOST_CERTIFICATES = 1000;

  /** A line of sha256sum(1), also with a name that it has escaped. */
  private static final Pattern HASH = Pattern.compile("\\\\?([0-9a-fA-F]{64})(?:[ \t].*)?");

  private final Path file;
  private final Trust trust;

  private LoadPolicyReader(Path file, Trust trust) {
    this.file = file;
    this.trust = trust;
  }

  /**
   * {@return the policy in a file}
   *
   * @param file an existing file
   * @param trust who may change it
   * @throws NotPermittedException if it cannot be read or others could change it
   */
  static LoadPolicy read(Path file, Trust trust) throws NotPermittedException {
    try {
      return new LoadPolicyReader(file, trust).read();
    } catch (IOException | CertificateException | InvalidPathException e) {
      String cause = e instanceof IOException io ? Causes.of(io) : String.valueOf(e.getMessage());
      throw unreadable(file, cause, e);
    }
  }

  static NotPermittedException unreadable(Path file, String cause, Exception reason) {
    return new NotPermittedException(
        new Fault(
            "policy-unreadable",
            "reading the policy " + FileName.of(file),
            cause,
            "Correct it as root: nothing is loaded until it can be read."),
        reason);
  }

  private LoadPolicy read() throws IOException, CertificateException, NotPermittedException {
    ConfigText text = ConfigText.parse(content(file, ConfigText.MAX_BYTES));
    if (!text.problems().isEmpty()) {
      throw new IOException(String.join("; ", text.problems()));
    }
    Map<String, List<String>> values = text.values();
    for (Map.Entry<String, List<String>> each : values.entrySet()) {
      if (!KEYS.contains(each.getKey())) {
        throw new IOException(
            "there is no key '%s'; there are %s".formatted(each.getKey(), String.join(", ", KEYS)));
      }
      if (each.getValue().size() > 1) {
        throw new IOException(
            "'%s' is given %s times".formatted(each.getKey(), each.getValue().size()));
      }
    }
    Requirement requirement = requirement(one(values, REQUIREMENT));
    Path directory = path(values, CERTIFICATES, "certificates");
    Path allowed = path(values, HASHES, "allowed.sha256");
    Path revoked = path(values, REVOKED, "revoked.sha256");
    return new LoadPolicy(
        file,
        requirement,
        isThere(values, CERTIFICATES, directory) ? certificates(directory) : List.of(),
        directory,
        isThere(values, HASHES, allowed) ? hashes(allowed) : Set.of(),
        allowed,
        isThere(values, REVOKED, revoked) ? hashes(revoked) : Set.of());
  }

  private static Optional<String> one(Map<String, List<String>> values, String key) {
    return values.getOrDefault(key, List.of()).stream().findFirst();
  }

  private static Requirement requirement(Optional<String> label) throws IOException {
    if (label.isEmpty()) {
      throw new IOException("'" + REQUIREMENT + "' is missing");
    }
    Optional<Requirement> known = Requirement.labelled(label.get());
    if (known.isEmpty()) {
      throw new IOException(
          "'%s' is '%s', which is none of off, kernel, all".formatted(REQUIREMENT, label.get()));
    }
    return known.get();
  }

  private Path path(Map<String, List<String>> values, String key, String usual) throws IOException {
    Path path = FileName.path(one(values, key).orElse(file.resolveSibling(usual).toString()));
    if (!path.isAbsolute()) {
      throw new IOException("'%s' is no absolute path".formatted(key));
    }
    return path;
  }

  /** Only what the policy does not name may be absent. */
  private static boolean isThere(Map<String, List<String>> values, String key, Path path) {
    return values.containsKey(key) || PolicyFiles.isThere(path);
  }

  private void requireTrusted(Path path) throws IOException, NotPermittedException {
    Optional<String> weakness = trust.weakness(path);
    if (weakness.isPresent()) {
      throw new NotPermittedException(
          new Fault(
              "policy-not-trusted",
              "reading the policy " + FileName.of(file),
              weakness.get() + ", and could change what may be loaded",
              "Make %s and all directories above it root's, and writable by nobody else; nothing is loaded until then."
                  .formatted(FileName.of(path))));
    }
  }

  private byte[] content(Path path, int most) throws IOException, NotPermittedException {
    requireTrusted(path);
    if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
      throw new IOException(FileName.of(path) + " is no regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("%s is longer than %s bytes".formatted(FileName.of(path), most));
      }
      return bytes;
    }
  }

  private Set<String> hashes(Path list) throws IOException, NotPermittedException {
    Set<String> hashes = new HashSet<>();
    String[] lines = ByteText.of(content(list, LONGEST_LIST)).split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank() || lines[i].startsWith("#")) {
        continue;
      }
      Matcher line = HASH.matcher(lines[i]);
      if (!line.matches()) {
        throw new IOException(
            "line %s of %s is not as sha256sum writes it".formatted(i + 1, FileName.of(list)));
      }
      hashes.add(line.group(1).toLowerCase(Locale.ROOT));
    }
    return hashes;
  }

  private List<X509Certificate> certificates(Path directory)
      throws IOException, CertificateException, NotPermittedException {
    requireTrusted(directory);
    Map<String, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(directory, "[!.]*.{pem,crt,cer,der}")) {
      stream.forEach(each -> files.put(FileName.of(each), each));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    List<X509Certificate> all = new ArrayList<>();
    for (Path each : files.values()) {
      all.addAll(certificatesIn(each));
    }
    if (all.size() > MOST_CERTIFICATES) {
      throw new IOException(
          "%s has more than %s certificates".formatted(FileName.of(directory), MOST_CERTIFICATES));
    }
    return all;
  }

  private List<X509Certificate> certificatesIn(Path path)
      throws IOException, CertificateException, NotPermittedException {
    byte[] bytes = content(path, LONGEST_CERTIFICATE);
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        found.add((X509Certificate) each);
      }
    } catch (CertificateException e) {
      throw new CertificateException(
          "%s has no X.509 certificate (%s)".formatted(FileName.of(path), e.getMessage()), e);
    }
    if (found.isEmpty()) {
      throw new CertificateException(FileName.of(path) + " has no X.509 certificate");
    }
    return found;
  }
}

package kexec.images.internal.keep;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import kexec.api.PlanRequest;
import kexec.api.plan.LoadMethod;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;

/** Short names for requests, by which an image is known to come from a configuration. */
final class RequestDigest {

  private RequestDigest() {}

  /**
   * {@return the digest of everything that a configuration can ask for; equal for equal requests}
   *
   * @param request the request
   */
  static String of(PlanRequest request) {
    MessageDigest digest = sha256();
    add(digest, FileName.of(request.kernel().toAbsolutePath()));
    addAll(digest, request.initrds().stream().map(FileName::of).toList());
    add(digest, request.commandLine());
    add(digest, request.slot().label());
    add(digest, request.limits().toString());
    add(digest, request.machine().orElse(""));
    add(digest, request.protocol().orElse(""));
    addAll(
        digest,
        request.modules().stream()
            .flatMap(module -> List.of(FileName.of(module.path()), module.commandLine()).stream())
            .toList());
    add(digest, request.method().map(LoadMethod::label).orElse(""));
    add(digest, request.entryCheck().label());
    add(digest, request.architecture().orElse(""));
    add(digest, request.deviceTree().map(FileName::of).orElse(""));
    add(digest, Boolean.toString(request.commandLineReused()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * {@return the digest of a file's name}
   *
   * @param path an absolute path
   */
  static String of(Path path) {
    MessageDigest digest = sha256();
    add(digest, FileName.of(path.normalize()));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void addAll(MessageDigest digest, List<String> texts) {
    add(digest, Integer.toString(texts.size()));
    texts.forEach(text -> add(digest, text));
  }

  /** A text of another program may not be a {@link ByteText}; it still gives one digest. */
  private static void add(MessageDigest digest, String text) {
    digest.update(
        ByteText.isBytes(text) ? ByteText.bytes(text) : text.getBytes(StandardCharsets.UTF_16BE));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

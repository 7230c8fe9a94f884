package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import kexec.api.fault.KexecException;

/** A directory used as the root of a Linux system. */
public record Tree(Path path) {

  /** Writes a file; its place starts with a slash. */
  public Tree with(String absolute, String text) throws IOException {
    return with(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file; its place starts with a slash. */
  public Tree with(String absolute, byte[] content) throws IOException {
    Path file = root().resolve(absolute);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  public LinuxRoot root() {
    return new LinuxRoot(path);
  }

  /** Asserts that something is refused with a code, and that cause and cure are there. */
  public static KexecException assertRefused(String code, Callable<?> call) {
    KexecException e = catchThrowableOfType(KexecException.class, call::call);
    assertThat(e).as("refused").isNotNull();
    assertThat(e.fault().code()).isEqualTo(code);
    assertThat(e.fault().attempted()).startsWith("reading ");
    assertThat(e.fault().cause()).isNotBlank().doesNotEndWith(".");
    assertThat(e.fault().cure()).endsWith(".");
    return e;
  }
}

package kexec.entries.internal.efi;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.entries.internal.tree.BootTree;

/**
 * The variables that boot loaders and the system exchange (systemd, "The Boot Loader Interface"),
 * as efivarfs shows them: four bytes of attributes, then the content, here UTF-16 with a NUL at the
 * end (Linux, Documentation/filesystems/efivarfs.rst).
 */
public final class EfiVariables {

  private static final Path DIRECTORY = Path.of("/sys/firmware/efi/efivars");
  private static final String VENDOR = "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
  private static final int ATTRIBUTES = 4;

  /** More than any entry's name has. */
  private static final int LONGEST = 4096;

  private final BootTree tree;

  /**
   * Creates a reader.
   *
   * @param tree the system
   */
  public EfiVariables(BootTree tree) {
    this.tree = tree;
  }

  /**
   * {@return the text in a variable; empty if there is none, or it cannot be read}
   *
   * @param name the variable's name, such as {@code LoaderEntryDefault}
   * @param findings is told why it cannot be read
   */
  public Optional<String> text(String name, List<Finding> findings) {
    Path file = DIRECTORY.resolve(name + VENDOR);
    Optional<byte[]> bytes = tree.bytes(file, LONGEST, findings);
    return bytes.flatMap(content -> text(name, content, findings));
  }

  private static Optional<String> text(String name, byte[] content, List<Finding> findings) {
    if (content.length < ATTRIBUTES || content.length % 2 != 0) {
      findings.add(
          Finding.warning(
              "entries-variable",
              "the EFI variable %s has %s bytes, which are no text".formatted(name, content.length),
              "Set it again with bootctl, or remove it."));
      return Optional.empty();
    }
    String text =
        new String(
            Arrays.copyOfRange(content, ATTRIBUTES, content.length), StandardCharsets.UTF_16LE);
    int end = text.indexOf('\0');
    return Optional.of(end < 0 ? text : text.substring(0, end)).filter(word -> !word.isEmpty());
  }
}

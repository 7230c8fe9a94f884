package kexec.base.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kexec.api.boot.BootRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.linux.KernelCommandLine;
import kexec.linux.KernelParameter;

/**
 * A command line as the boot protocol passes it: bytes of limited length, terminated by a NUL.
 *
 * @param text what the user wrote, as {@link ByteText}
 */
public record CommandLine(String text) {

  private static final String BEYOND = "words-for-first-process";

  /** Runlevels of System V init, which systemd accepts too. */
  private static final Set<String> STATES =
      Set.of("1", "2", "3", "4", "5", "s", "S", "single", "emergency", "rescue", "auto");

  private static final String CORE_HEADER = "elfcorehdr";
  private static final byte NO_BREAK_SPACE = (byte) 0xa0;

  /** {@return the length in bytes} */
  public int length() {
    return bytes().length;
  }

  /** {@return the bytes that the kernel reads, without the final NUL} */
  public byte[] bytes() {
    return ByteText.bytes(text);
  }

  /**
   * {@return findings for what the user asked for and Linux does not take as it stands}
   *
   * @param request the request, with this command line
   */
  public List<Finding> checkRequest(BootRequest request) {
    List<Finding> findings = new ArrayList<>();
    hiddenSpace().ifPresent(findings::add);
    beyond().ifPresent(findings::add);
    if (!request.modules().isEmpty()) {
      findings.add(
          Finding.error(
              "modules-not-taken",
              "%s is named as a module, and Linux's boot protocol knows no modules"
                  .formatted(FileName.of(request.modules().get(0).file().path())),
              "Name it as the initrd, or name a Multiboot kernel, such as Xen, as the kernel."));
    }
    if (request.slot() == Slot.CRASH && hasCoreHeader()) {
      findings.add(
          Finding.info(
              "core-header-replaced",
              "elfcorehdr= on the command line is replaced by the place of this plan's own"));
    }
    return findings;
  }

  /**
   * {@return findings for what the kernel would read otherwise than intended}
   *
   * @param limit what the kernel keeps, in bytes without the NUL
   */
  public List<Finding> check(long limit) {
    return Stream.of(terminators(), tooLong(limit)).flatMap(Optional::stream).toList();
  }

  /** {@return a finding for what the kernel does not read because it follows {@code --}} */
  public Optional<Finding> beyond() {
    List<String> words = words().beyond().stream().map(KernelParameter::word).toList();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String message =
        "the kernel hands what stands behind -- to the first process and does not read it: "
            + String.join(" ", words);
    return Optional.of(
        words.stream().allMatch(CommandLine::isForTheFirstProcess)
            ? Finding.info(BEYOND, message)
            : Finding.warning(BEYOND, message, "Put what is meant for the kernel before the --."));
  }

  /** {@return whether the word is an option, or a state that common init processes start in} */
  private static boolean isForTheFirstProcess(String word) {
    return word.startsWith("-") || STATES.contains(word);
  }

  private Optional<Finding> terminators() {
    int at = text.indexOf('\0') >= 0 ? text.indexOf('\0') : text.indexOf('\n');
    return at < 0
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "command-line-nul",
                "the command line has a %s at character %s, which ends it there"
                    .formatted(text.charAt(at) == 0 ? "NUL" : "newline", at),
                "Put the whole command line on one line."));
  }

  /**
   * Checks for a byte that Linux treats as white space, such as Latin-1's no-break space
   * (lib/ctype.c), although it is part of a UTF-8 character, such as the second byte of {@code à}.
   */
  public Optional<Finding> hiddenSpace() {
    byte[] bytes = bytes();
    boolean quoted = false;
    for (int i = 0; i < bytes.length; i++) {
      quoted ^= bytes[i] == '"';
      if (bytes[i] == NO_BREAK_SPACE && !quoted) {
        return Optional.of(
            Finding.warning(
                "command-line-hidden-space",
                "byte %s of the command line is 0xa0, which Linux takes for white space: the word ends there"
                    .formatted(i),
                "Put the word between double quotes."));
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> tooLong(long limit) {
    return length() <= limit
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "command-line-too-long",
                "the command line has %s bytes with all that is added to it, and the kernel keeps %s"
                    .formatted(length(), limit),
                "Shorten the command line by %s bytes.".formatted(length() - limit)));
  }

  /** {@return whether the line gives the address of an ELF core header} */
  public boolean hasCoreHeader() {
    return words().parameters().stream().anyMatch(word -> word.isNamed(CORE_HEADER));
  }

  /** {@return the line with the address of the ELF core header, which replaces any earlier one} */
  public CommandLine withCoreHeader(MachineAddress header) {
    return new CommandLine(
        words().without(CORE_HEADER).with(CORE_HEADER + "=" + header).toString());
  }

  /** {@return the line without the address of an ELF core header} */
  public CommandLine withoutCoreHeader() {
    return new CommandLine(words().without(CORE_HEADER).toString());
  }

  /**
   * {@return the line with a range as the only memory, which replaces any earlier one}
   *
   * @param usable the memory
   */
  public CommandLine withMemory(Range<MachineAddress> usable) {
    String word = "mem=%sK@%s".formatted(usable.size() >>> 10, usable.start());
    return new CommandLine(words().without("mem").with(word).toString());
  }

  private KernelCommandLine words() {
    return KernelCommandLine.parse(text);
  }
}

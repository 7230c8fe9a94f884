package kexec.rehearse.internal.init;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import kexec.api.memory.MachineAddress;

/**
 * What the first program found at one of its checks.
 *
 * @param verdict what was found
 * @param at the address of the first byte with that verdict, in a note its offset; 0 if all is well
 */
public record CheckResult(Verdict verdict, MachineAddress at) {

  /** What was found. */
  public enum Verdict {
    /** The expected bytes. */
    OK,
    /** Other bytes. */
    BAD,
    /** Zeros where others were expected. */
    ZERO,
    /** The core file has no such memory, or no such note. */
    ABSENT,
    /** The core file ended earlier than its header says. */
    SHORT,
    /** The kernel could not read it. */
    ERROR,
    /** The program does not know this kind of check. */
    UNKNOWN;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@return the result that a word of the report stands for, or empty if it is none} */
  static Optional<CheckResult> parse(String word) {
    int separator = word.indexOf('@');
    String name = separator < 0 ? word : word.substring(0, separator);
    Optional<Verdict> verdict =
        Arrays.stream(Verdict.values()).filter(each -> each.word().equals(name)).findFirst();
    if (verdict.isEmpty() || (verdict.get() == Verdict.OK) != (separator < 0)) {
      return Optional.empty();
    }
    return separator < 0
        ? Optional.of(new CheckResult(Verdict.OK, new MachineAddress(0)))
        : ReportLine.hex(word.substring(separator + 1))
            .map(at -> new CheckResult(verdict.get(), new MachineAddress(at)));
  }
}

package kexec.rehearse.internal.cause;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import kexec.api.fault.Finding;

/**
 * What a line of a kernel or of a program in an initrd means.
 *
 * @param code the finding's code
 * @param pattern is searched for in each line
 * @param meaning what it means, without a full stop at the end
 * @param detail adds to the meaning what the line tells; the empty string to add nothing
 * @param cure what to do
 */
record TextRule(
    String code,
    Pattern pattern,
    String meaning,
    Function<MatchResult, String> detail,
    String cure) {

  static TextRule of(String code, String pattern, String meaning, String cure) {
    return new TextRule(code, Pattern.compile(pattern), meaning, match -> "", cure);
  }

  TextRule with(Function<MatchResult, String> value) {
    return new TextRule(code, pattern, meaning, value, cure);
  }

  /** {@return the finding from the first line with the pattern; empty if no line has it} */
  Optional<Finding> find(Observed observed) {
    return observed
        .lines()
        .filter(line -> !KernelLines.repeatsCommandLine(line))
        .flatMap(line -> pattern.matcher(line).results().limit(1).map(m -> finding(line, m)))
        .findFirst();
  }

  private Finding finding(String line, MatchResult match) {
    return Finding.error(
        code, "%s%s: \"%s\".".formatted(meaning, detail.apply(match), LogPrefix.cut(line)), cure);
  }
}

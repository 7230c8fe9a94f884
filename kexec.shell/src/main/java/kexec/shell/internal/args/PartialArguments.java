package kexec.shell.internal.args;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands before a word that is being typed: it need not be complete, nor correct.
 *
 * @param given the options that stand there
 * @param awaiting the option whose value comes next; empty if none does
 * @param parameters how many parameters stand there
 * @param wanted how many the command has
 * @param ended whether only parameters may follow
 */
public record PartialArguments(
    List<Option> given, Optional<Option> awaiting, int parameters, int wanted, boolean ended) {

  /** Makes the list unmodifiable. */
  public PartialArguments {
    given = List.copyOf(given);
  }

  /**
   * {@return what stands there}
   *
   * @param syntax what the command accepts
   * @param words the words before the one that is being typed, without the command
   */
  public static PartialArguments of(Syntax syntax, List<String> words) {
    List<Option> given = new ArrayList<>();
    Optional<Option> awaiting = Optional.empty();
    int parameters = 0;
    boolean ended = false;
    for (String word : ShortOptions.split(words, syntax)) {
      if (awaiting.isPresent()) {
        awaiting = Optional.empty();
      } else if (ended || !word.startsWith("-") || word.equals("-")) {
        parameters++;
      } else if (word.equals("--")) {
        ended = true;
      } else {
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        Optional<Option> option = syntax.option(equals < 0 ? word : word.substring(0, equals));
        option.ifPresent(given::add);
        awaiting = equals < 0 ? option.filter(Option::takesValue) : Optional.empty();
      }
    }
    return new PartialArguments(given, awaiting, parameters, syntax.parameters().size(), ended);
  }

  /**
   * {@return whether an option may come next}
   *
   * @param option an option of the command
   */
  public boolean admits(Option option) {
    return awaiting.isEmpty()
        && !ended
        && (option.repeatable() || !given.contains(option))
        && (option.group().isEmpty()
            || given.stream().noneMatch(other -> other.group().equals(option.group())));
  }

  /** {@return whether a parameter may come next} */
  public boolean admitsParameter() {
    return awaiting.isEmpty() && parameters < wanted;
  }
}

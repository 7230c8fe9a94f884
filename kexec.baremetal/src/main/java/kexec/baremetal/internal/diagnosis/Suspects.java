package kexec.baremetal.internal.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The causes that an error number can have. The first that is proved is told alone. Otherwise all
 * that are possible are told, the likeliest first, and what was ruled out.
 */
final class Suspects {

  private final String code;
  private final List<Verdict> proved = new ArrayList<>();
  private final List<Verdict> possible = new ArrayList<>();
  private final List<String> ruledOut = new ArrayList<>();

  /**
   * Starts without any cause.
   *
   * @param code the fault's code where no single cause is left
   */
  Suspects(String code) {
    this.code = code;
  }

  /**
   * Adds a cause.
   *
   * @param standing how it stands
   * @param verdict what is told of it
   * @param otherwise what is told where it is ruled out, a clause
   * @return this
   */
  Suspects add(Standing standing, Verdict verdict, String otherwise) {
    switch (standing) {
      case PROVED -> proved.add(verdict);
      case POSSIBLE -> possible.add(verdict);
      case RULED_OUT -> ruledOut.add(otherwise);
    }
    return this;
  }

  /** Adds a cause that is proved, where there is one. */
  Suspects addProved(Optional<Verdict> verdict) {
    verdict.ifPresent(proved::add);
    return this;
  }

  /** Adds a cause of which nothing can be known. */
  Suspects addPossible(Verdict verdict) {
    possible.add(verdict);
    return this;
  }

  /**
   * Returns what is left.
   *
   * @param fallback what kind of refusal it is where nothing is left
   * @return the verdict
   */
  Verdict verdict(Refusal fallback) {
    if (!proved.isEmpty()) {
      return proved.get(0);
    }
    if (possible.isEmpty()) {
      return new Verdict(
          fallback,
          code,
          "the kernel does not say why" + ruledOutText(),
          "Look for its reason in the kernel's log, with dmesg.");
    }
    Verdict likeliest = possible.get(0);
    boolean alone = possible.size() == 1;
    return new Verdict(
        likeliest.refusal(),
        alone ? likeliest.code() : code,
        possible.stream().map(Verdict::cause).collect(Collectors.joining(", or ")) + ruledOutText(),
        possible.stream().map(Verdict::cure).distinct().collect(Collectors.joining(" Else: ")));
  }

  private String ruledOutText() {
    return ruledOut.isEmpty() ? "" : " (ruled out: " + String.join("; ", ruledOut) + ")";
  }
}

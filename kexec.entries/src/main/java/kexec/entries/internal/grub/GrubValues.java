package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import kexec.api.fault.Finding;
import kexec.entries.internal.bls.ValueFiller;

/**
 * Fills GRUB's variables into entries of the Boot Loader Specification, as its command {@code
 * blscfg} does, and splits a list of files at white space.
 */
final class GrubValues implements ValueFiller {

  /** Longer than any command line, in characters: a value may be named again and again. */
  private static final int LONGEST = 1 << 16;

  private final GrubVariables variables;

  GrubValues(GrubVariables variables) {
    this.variables = variables;
  }

  @Override
  public String fill(String value, List<Finding> findings) {
    StringBuilder filled = new StringBuilder();
    List<String> unknown = new ArrayList<>();
    Matcher found = VARIABLE.matcher(value);
    while (found.find()) {
      String name = found.group(1) == null ? found.group(2) : found.group(1);
      GrubText text = variables.get(name);
      boolean fits = filled.length() + text.text().length() <= LONGEST;
      if (!text.certain() || !fits) {
        unknown.add(name);
      }
      found.appendReplacement(filled, fits ? Matcher.quoteReplacement(text.text()) : "");
    }
    found.appendTail(filled);
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.warning(
              "entry-unclear",
              "the value of GRUB's variable %s could not be told: '%s' was taken as '%s'"
                  .formatted(String.join(", ", new TreeSet<>(unknown)), value, filled),
              "Run as root where GRUB's files can be read only by root, or give the command line"
                  + " yourself."));
    }
    return filled.toString();
  }

  /** Fedora's {@code blscfg} takes this variable then. */
  @Override
  public String usualOptions() {
    return "$default_kernelopts";
  }

  @Override
  public List<String> names(String value, List<Finding> findings) {
    List<String> names = new ArrayList<>();
    for (String name : fill(value, findings).split("[ \t]+", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }
}

package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import kexec.api.fault.Finding;
import kexec.entries.internal.bls.ValueFiller;

/**
 * Fills GRUB's variables into entries of the Boot Loader Specification, as its command {@code
 * blscfg} does, and splits a list of files at white space.
 */
final class GrubValues implements ValueFiller {

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
      if (!text.certain()) {
        unknown.add(name);
      }
      found.appendReplacement(filled, Matcher.quoteReplacement(text.text()));
    }
    found.appendTail(filled);
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.warning(
              "entry-unclear",
              "the value of GRUB's variable %s could not be told: '%s' was taken as '%s'"
                  .formatted(String.join(", ", unknown), value, filled),
              "Run as root where GRUB's files can be read only by root, or give the command line"
                  + " yourself."));
    }
    return filled.toString();
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

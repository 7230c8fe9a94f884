package kexec.entries.internal.bls;

import java.util.List;
import java.util.regex.Pattern;
import kexec.api.fault.Finding;

/** How a boot loader reads the values of an entry's keys. */
public interface ValueFiller {

  /** A variable of GRUB. */
  Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

  /** The specification's: a value is what is written. */
  ValueFiller PLAIN =
      new ValueFiller() {
        @Override
        public String fill(String value, List<Finding> findings) {
          if (VARIABLE.matcher(value).find()) {
            findings.add(
                Finding.warning(
                    "entry-unclear",
                    "'%s' has what GRUB would take for a variable; it is used as it is written"
                        .formatted(value),
                    "Check the command line, and give it yourself if it is another one."));
          }
          return value;
        }

        @Override
        public String usualOptions() {
          return "";
        }

        @Override
        public List<String> names(String value, List<Finding> findings) {
          return value.isEmpty() ? List.of() : List.of(value);
        }
      };

  /** {@return the value that stands for {@code options} where an entry has none} */
  String usualOptions();

  /**
   * {@return a value with what stands for variables in it}
   *
   * @param value the value
   * @param findings is told what is not known
   */
  String fill(String value, List<Finding> findings);

  /**
   * {@return the names of files in a value}
   *
   * @param value the value
   * @param findings is told what is not known
   */
  List<String> names(String value, List<Finding> findings);
}

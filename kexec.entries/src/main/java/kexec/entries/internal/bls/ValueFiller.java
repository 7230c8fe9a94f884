package kexec.entries.internal.bls;

import java.util.List;
import kexec.api.fault.Finding;

/** How a boot loader reads the values of an entry's keys. */
public interface ValueFiller {

  /** The specification's: a value is what is written. */
  ValueFiller PLAIN =
      new ValueFiller() {
        @Override
        public String fill(String value, List<Finding> findings) {
          return value;
        }

        @Override
        public List<String> names(String value, List<Finding> findings) {
          return value.isEmpty() ? List.of() : List.of(value);
        }
      };

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

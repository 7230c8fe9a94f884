package kexec.api.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a boot protocol knows about a kernel file.
 *
 * @param format the file's format, as its specification names it
 * @param architecture the architecture it runs on
 * @param version the kernel's own version text, if the file has one
 * @param commandLineLimit the longest command line that the kernel keeps, in bytes without the NUL
 * @param pagingLevels the most levels of page tables that may be in use when the kernel is entered;
 *     empty if the file does not say
 * @param fields the header's fields for display, by their names in the specification and in its
 *     order
 */
public record KernelFacts(
    String format,
    Architecture architecture,
    Optional<String> version,
    long commandLineLimit,
    OptionalInt pagingLevels,
    Map<String, String> fields) {

  /** Makes the fields unmodifiable and keeps their order. */
  public KernelFacts {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Creates facts of a file that does not say how many levels of page tables it knows. */
  public KernelFacts(
      String format,
      Architecture architecture,
      Optional<String> version,
      long commandLineLimit,
      Map<String, String> fields) {
    this(format, architecture, version, commandLineLimit, OptionalInt.empty(), fields);
  }
}

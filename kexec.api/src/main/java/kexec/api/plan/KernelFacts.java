package kexec.api.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param wrappers the formats that the kernel was taken out of, the outermost first, for people:
 *     for example {@code UKI}; empty if the file is the kernel itself
 * @param fields the header's fields for display, by their names in the specification and in its
 *     order
 */
public record KernelFacts(
    String format,
    Architecture architecture,
    Optional<String> version,
    long commandLineLimit,
    OptionalInt pagingLevels,
    List<String> wrappers,
    Map<String, String> fields) {

  /** Makes the list and the fields unmodifiable and keeps their order. */
  public KernelFacts {
    wrappers = List.copyOf(wrappers);
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

  /** Creates facts of a file that is the kernel itself. */
  public KernelFacts(
      String format,
      Architecture architecture,
      Optional<String> version,
      long commandLineLimit,
      OptionalInt pagingLevels,
      Map<String, String> fields) {
    this(format, architecture, version, commandLineLimit, pagingLevels, List.of(), fields);
  }

  /**
   * {@return these facts for a kernel that was taken out of other formats}
   *
   * @param removed the formats, the outermost first
   */
  public KernelFacts wrappedIn(List<String> removed) {
    return new KernelFacts(
        format, architecture, version, commandLineLimit, pagingLevels, removed, fields);
  }
}

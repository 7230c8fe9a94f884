package kexec.api.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a boot protocol knows about a kernel file.
 *
 * @param format the file's format, as its specification names it
 * @param architecture the architecture it runs on
 * @param version the kernel's own version text, if the file has one
 * @param commandLineLimit the longest command line that the kernel keeps, in bytes without the NUL
 * @param fields the header's fields for display, by their names in the specification and in its
 *     order
 */
public record KernelFacts(
    String format,
    Architecture architecture,
    Optional<String> version,
    long commandLineLimit,
    Map<String, String> fields) {

  /** Makes the fields unmodifiable and keeps their order. */
  public KernelFacts {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}

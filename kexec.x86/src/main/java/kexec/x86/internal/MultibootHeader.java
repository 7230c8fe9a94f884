package kexec.x86.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The relevant parts of a Multiboot header of either version.
 *
 * @param offset its offset in the file
 * @param addresses the load addresses of a file that is not ELF; or empty
 * @param entry the entry's physical address, which replaces the file's own; or empty
 * @param relocation where else the kernel can run; or empty
 * @param texts the header's fields for people, in its order
 */
record MultibootHeader(
    long offset,
    Optional<MultibootAddresses> addresses,
    OptionalLong entry,
    Optional<Relocation> relocation,
    Map<String, String> texts) {

  /**
   * The relocatable tag (Multiboot2 2.0, section 3.1.12).
   *
   * @param minimum the lowest address of the image
   * @param maximum the highest address of the image
   * @param alignment of the image
   * @param preference 0 for none, 1 for the lowest place, 2 for the highest
   */
  record Relocation(long minimum, long maximum, long alignment, long preference) {}

  /** Creates it with an immutable copy of the texts, in their order. */
  MultibootHeader {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }
}

package kexec.x86.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Multiboot header of either version, as far as it matters here.
 *
 * @param offset where it lies in the file
 * @param addresses where the file is to be loaded, for one that is no ELF file; or nothing
 * @param entry the entry's physical address in place of the file's own, or nothing
 * @param relocation where else the kernel runs, or nothing
 * @param texts the header's fields for people, in its order
 */
record MultibootHeader(
    long offset,
    Optional<MultibootAddresses> addresses,
    OptionalLong entry,
    Optional<Relocation> relocation,
    Map<String, String> texts) {

  /**
   * What the relocatable tag says (Multiboot2 2.0, section 3.1.12).
   *
   * @param minimum the lowest address that the image may have
   * @param maximum the highest address that it may have
   * @param alignment of the image
   * @param preference 0 for none, 1 for the lowest place, 2 for the highest
   */
  record Relocation(long minimum, long maximum, long alignment, long preference) {}

  /** A copy that nobody can change, its order kept. */
  MultibootHeader {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }
}

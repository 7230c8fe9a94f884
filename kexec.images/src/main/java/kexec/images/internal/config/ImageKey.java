package kexec.images.internal.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The keys of a configuration. */
enum ImageKey {
  SLOT,
  KERNEL,
  ENTRY,
  INITRD(true),
  APPEND,
  COMMAND_LINE,
  REUSE_CMDLINE,
  MACHINE,
  TYPE,
  ARCH,
  DTB,
  MODULE(true),
  METHOD,
  CHECK,
  REHEARSE,
  UNTIL,
  TIMEOUT,
  MARKER,
  SETTLE;

  /** A key that differs in more letters is not what was meant. */
  private static final int NEAR = 3;

  private final boolean repeatable;

  ImageKey() {
    this(false);
  }

  ImageKey(boolean repeatable) {
    this.repeatable = repeatable;
  }

  /** {@return the name in configurations} */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return whether it may have several values, in order} */
  boolean repeatable() {
    return repeatable;
  }

  /**
   * {@return the key with a name; empty if there is none}
   *
   * @param label the name
   */
  static Optional<ImageKey> labelled(String label) {
    return Arrays.stream(values()).filter(key -> key.label().equals(label)).findFirst();
  }

  /**
   * {@return the key that was probably meant; empty if none is similar}
   *
   * @param label a name that is no key
   */
  static Optional<ImageKey> like(String label) {
    // What is longer than every key by more cannot be near; comparing it could take long.
    if (label.length() > 2 * COMMAND_LINE.label().length()) {
      return Optional.empty();
    }
    String folded = label.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    return Arrays.stream(values())
        .min(Comparator.comparingInt(key -> distance(folded, key.label())))
        .filter(
            key ->
                distance(folded, key.label()) <= Math.min(NEAR, key.label().length() / 2)
                    || (folded.length() > NEAR && key.label().startsWith(folded)));
  }

  /** The edit distance of Levenshtein. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

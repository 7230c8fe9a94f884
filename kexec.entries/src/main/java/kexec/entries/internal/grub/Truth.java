package kexec.entries.internal.grub;

/** Whether a command succeeds. */
enum Truth {
  /** It does. */
  YES,
  /** It does not. */
  NO,
  /** Only the machine could tell. */
  UNKNOWN;

  static Truth of(boolean known) {
    return known ? YES : NO;
  }

  Truth not() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case UNKNOWN -> UNKNOWN;
    };
  }

  Truth and(Truth other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES ? other : UNKNOWN;
  }

  Truth or(Truth other) {
    return not().and(other.not()).not();
  }
}

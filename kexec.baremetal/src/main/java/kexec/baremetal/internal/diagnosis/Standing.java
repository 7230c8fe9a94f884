package kexec.baremetal.internal.diagnosis;

import java.util.Optional;

/** How a possible cause stands against what is known of the machine. */
enum Standing {
  /** It is so, and enough to make the call fail. */
  PROVED,
  /** It may be so. */
  POSSIBLE,
  /** It is not so. */
  RULED_OUT;

  /** A cause that is there exactly if something is so. */
  static Standing when(boolean known) {
    return known ? PROVED : RULED_OUT;
  }

  /** A cause that is there exactly if something is so that is perhaps not known. */
  static Standing when(Optional<Boolean> known) {
    return known.map(Standing::when).orElse(POSSIBLE);
  }
}

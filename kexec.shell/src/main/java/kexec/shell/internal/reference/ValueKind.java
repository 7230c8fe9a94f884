package kexec.shell.internal.reference;

import kexec.shell.internal.args.Option;

/** What an option's value is, as far as a shell can complete it. */
enum ValueKind {
  /** One of some words. */
  WORD,
  /** The name of a file, perhaps with something after it. */
  FILE,
  /** The name of a directory. */
  DIRECTORY,
  /** Anything else. */
  TEXT;

  static ValueKind of(Option option) {
    if (!option.values().isEmpty()) {
      return WORD;
    }
    if (option.label().contains("FILE")) {
      return FILE;
    }
    return option.label().equals("DIR") ? DIRECTORY : TEXT;
  }
}

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
  /** The id of a boot entry, which only the system itself knows. */
  ENTRY,
  /** Anything else. */
  TEXT;

  static ValueKind of(Option option) {
    if (!option.values().isEmpty()) {
      return WORD;
    }
    if (option.label().contains("FILE")) {
      return FILE;
    }
    return switch (option.label()) {
      case "DIR" -> DIRECTORY;
      case "ID" -> ENTRY;
      default -> TEXT;
    };
  }
}

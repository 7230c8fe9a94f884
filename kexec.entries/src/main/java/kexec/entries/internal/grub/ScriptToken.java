package kexec.entries.internal.grub;

/** A token of a script. */
sealed interface ScriptToken {

  /**
   * A word.
   *
   * @param word the word
   */
  record Word(ScriptWord word) implements ScriptToken {}

  /** What stands for itself. */
  enum Mark implements ScriptToken {
    /** A semicolon or the end of a line. */
    SEPARATOR,
    /** An opening brace. */
    OPEN,
    /** A closing brace. */
    CLOSE,
    /** The end of the script. */
    END
  }
}

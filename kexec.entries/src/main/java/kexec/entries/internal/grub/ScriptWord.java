package kexec.entries.internal.grub;

import java.util.List;

/**
 * A word of a script, before its variables are expanded (GNU GRUB Manual, "Writing full
 * configuration files directly").
 *
 * @param pieces its parts, in order
 * @param line the number of its line, from 1 on
 */
record ScriptWord(List<Piece> pieces, int line) {

  ScriptWord {
    pieces = List.copyOf(pieces);
  }

  /** A part of a word. */
  sealed interface Piece {}

  /**
   * Characters that stand for themselves.
   *
   * @param text the characters; empty between quotes that have none
   * @param quoted whether they were quoted or escaped, so that they are no keyword
   */
  record Text(String text, boolean quoted) implements Piece {}

  /**
   * A variable.
   *
   * @param name its name, or a special one such as {@code 1} or {@code ?}
   * @param quoted whether its value stays one word
   */
  record Reference(String name, boolean quoted) implements Piece {}

  /** {@return whether this word is exactly the given one, without quotes} */
  boolean is(String word) {
    return pieces.size() == 1
        && pieces.get(0) instanceof Text text
        && !text.quoted()
        && text.text().equals(word);
  }
}

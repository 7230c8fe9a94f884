package kexec.entries.internal.grub;

import java.util.List;

/** Expands the variables in words. */
final class WordExpansion {

  /** No word that a boot loader passes on is longer. */
  private static final int LONGEST = 1 << 16;

  /** One word may refer to a value of many words again and again. */
  static final int MOST_WORDS = 1 << 16;

  private WordExpansion() {}

  /** Adds what a word becomes: a value without quotes may be several words, or none. */
  static void add(ScriptWord word, ScriptContext context, List<GrubText> words) {
    StringBuilder text = new StringBuilder();
    boolean certain = true;
    boolean there = false;
    for (ScriptWord.Piece piece : word.pieces()) {
      if (words.size() > MOST_WORDS) {
        return;
      }
      if (piece instanceof ScriptWord.Text plain) {
        text.append(plain.text());
        there = true;
        continue;
      }
      ScriptWord.Reference reference = (ScriptWord.Reference) piece;
      GrubText value = value(reference.name(), context);
      certain &= value.certain();
      if (reference.quoted()) {
        append(text, value.text());
        there = true;
        continue;
      }
      String[] parts = value.text().split("[ \t\n]+", -1);
      for (int i = 0; i < parts.length; i++) {
        if (i > 0 && (there || text.length() > 0)) {
          words.add(new GrubText(text.toString(), certain));
          text.setLength(0);
          there = false;
        }
        append(text, parts[i]);
        there |= !parts[i].isEmpty();
      }
    }
    if (there || text.length() > 0) {
      words.add(new GrubText(text.toString(), certain));
    } else if (!certain) {
      // Whether there is a word at all is not known.
      words.add(GrubText.EMPTY.uncertain());
    }
  }

  /** A script may double a value again and again. */
  private static void append(StringBuilder text, String value) {
    if (text.length() + value.length() <= LONGEST) {
      text.append(value);
    }
  }

  private static GrubText value(String name, ScriptContext context) {
    List<GrubText> arguments = context.arguments();
    switch (name) {
      case "?" -> {
        return GrubText.of("0").uncertain();
      }
      case "#" -> {
        return GrubText.of(Integer.toString(arguments.size()));
      }
      case "@", "*" -> {
        return ScriptRunner.joined(arguments);
      }
      default -> {
        if (name.length() <= 2 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
          int index = Integer.parseInt("0" + name) - 1;
          return index >= 0 && index < arguments.size() ? arguments.get(index) : GrubText.EMPTY;
        }
        return context.variables().get(name);
      }
    }
  }
}

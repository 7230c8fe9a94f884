package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;

/** Splits a script into tokens (GNU GRUB Manual, "Writing full configuration files directly"). */
final class ScriptLexer {

  private static final String SPECIAL = "?@*#";

  private final String text;
  private int at;
  private int line = 1;

  ScriptLexer(String text) {
    this.text = text;
  }

  /** {@return the tokens, of which the last one is the end} */
  List<ScriptToken> tokens() throws ScriptException {
    List<ScriptToken> tokens = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n' || c == ';') {
        line += c == '\n' ? 1 : 0;
        at++;
        tokens.add(ScriptToken.Mark.SEPARATOR);
      } else if (isBlank(c)) {
        at++;
      } else if (text.startsWith("\\\n", at)) {
        line++;
        at += 2;
      } else if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == '{' || c == '}') {
        at++;
        tokens.add(c == '{' ? ScriptToken.Mark.OPEN : ScriptToken.Mark.CLOSE);
      } else {
        tokens.add(new ScriptToken.Word(word()));
      }
    }
    tokens.add(ScriptToken.Mark.END);
    return tokens;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /** Braces need no white space before them. */
  private boolean endsWord(int index) {
    return index >= text.length()
        || isBlank(text.charAt(index))
        || "\n;{}".indexOf(text.charAt(index)) >= 0;
  }

  private ScriptWord word() throws ScriptException {
    List<ScriptWord.Piece> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int first = line;
    while (!endsWord(at)) {
      char c = text.charAt(at);
      if (c == '\\') {
        escape(plain, pieces);
      } else if (c == '\'' || c == '"' || c == '$') {
        flush(plain, pieces, false);
        quoteOrVariable(c, pieces);
      } else {
        plain.append(c);
        at++;
      }
    }
    flush(plain, pieces, false);
    return new ScriptWord(pieces, first);
  }

  private void escape(StringBuilder plain, List<ScriptWord.Piece> pieces) {
    at++;
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\n') {
        line++;
      } else {
        flush(plain, pieces, false);
        pieces.add(new ScriptWord.Text(String.valueOf(c), true));
      }
    }
  }

  private void quoteOrVariable(char c, List<ScriptWord.Piece> pieces) throws ScriptException {
    if (c == '\'') {
      int end = text.indexOf('\'', at + 1);
      if (end < 0) {
        throw new ScriptException(line, "a quotation begins and does not end");
      }
      String quoted = text.substring(at + 1, end);
      line += (int) quoted.chars().filter(each -> each == '\n').count();
      pieces.add(new ScriptWord.Text(quoted, true));
      at = end + 1;
    } else if (c == '"') {
      at++;
      doubleQuoted(pieces);
    } else if (text.startsWith("$\"", at)) {
      // A text that would be translated.
      at += 2;
      doubleQuoted(pieces);
    } else {
      pieces.add(reference(false));
    }
  }

  private void doubleQuoted(List<ScriptWord.Piece> pieces) throws ScriptException {
    StringBuilder quoted = new StringBuilder();
    int first = line;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        flush(quoted, pieces, true);
        pieces.add(new ScriptWord.Text("", true));
        return;
      }
      if (c == '\\' && at + 1 < text.length() && "\\\"$".indexOf(text.charAt(at + 1)) >= 0) {
        quoted.append(text.charAt(at + 1));
        at += 2;
      } else if (text.startsWith("\\\n", at)) {
        line++;
        at += 2;
      } else if (c == '$') {
        flush(quoted, pieces, true);
        pieces.add(reference(true));
      } else {
        line += c == '\n' ? 1 : 0;
        quoted.append(c);
        at++;
      }
    }
    throw new ScriptException(first, "a quotation begins and does not end");
  }

  /** A dollar sign that begins no name stands for itself. */
  private ScriptWord.Piece reference(boolean quoted) throws ScriptException {
    at++;
    if (at < text.length() && text.charAt(at) == '{') {
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new ScriptException(line, "a variable's name begins and does not end");
      }
      String name = text.substring(at + 1, end);
      at = end + 1;
      return new ScriptWord.Reference(name, quoted);
    }
    int start = at;
    if (at < text.length() && SPECIAL.indexOf(text.charAt(at)) >= 0) {
      at++;
    } else {
      boolean number = at < text.length() && isDigit(text.charAt(at));
      while (at < text.length()
          && (number ? isDigit(text.charAt(at)) : isOfName(text.charAt(at)))) {
        at++;
      }
    }
    return start == at
        ? new ScriptWord.Text("$", true)
        : new ScriptWord.Reference(text.substring(start, at), quoted);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isOfName(char c) {
    return isDigit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static void flush(StringBuilder text, List<ScriptWord.Piece> pieces, boolean quoted) {
    if (text.length() > 0) {
      pieces.add(new ScriptWord.Text(text.toString(), quoted));
      text.setLength(0);
    }
  }
}

package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses a script's tokens into statements. */
final class ScriptParser {

  /** Far deeper than any generated script. */
  private static final int DEEPEST = 50;

  private static final Set<String> KEYWORDS =
      Set.of("then", "elif", "else", "fi", "do", "done", "in");

  private final List<ScriptToken> tokens;
  private int at;
  private int depth;
  private int line = 1;

  private ScriptParser(List<ScriptToken> tokens) {
    this.tokens = tokens;
  }

  /** {@return the statements of a script} */
  static List<Statement> parse(String text) throws ScriptException {
    ScriptParser parser = new ScriptParser(new ScriptLexer(text).tokens());
    List<Statement> statements = parser.statements();
    if (parser.peek() != ScriptToken.Mark.END) {
      throw new ScriptException(parser.line, "an end without a beginning");
    }
    return statements;
  }

  private ScriptToken peek() {
    return tokens.get(at);
  }

  private boolean isWord(String word) {
    return peek() instanceof ScriptToken.Word token && token.word().is(word);
  }

  private boolean skip(ScriptToken.Mark mark) {
    if (peek() != mark) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(String word) throws ScriptException {
    while (skip(ScriptToken.Mark.SEPARATOR)) {}
    if (!isWord(word)) {
      throw new ScriptException(line, "'" + word + "' is missing");
    }
    at++;
  }

  /** {@return the statements up to a keyword or brace that ends them, or the end} */
  private List<Statement> statements() throws ScriptException {
    if (++depth > DEEPEST) {
      throw new ScriptException(line, "it is nested too deeply");
    }
    List<Statement> statements = new ArrayList<>();
    while (true) {
      while (skip(ScriptToken.Mark.SEPARATOR)) {}
      if (!(peek() instanceof ScriptToken.Word token)
          || KEYWORDS.stream().anyMatch(token.word()::is)) {
        depth--;
        return statements;
      }
      line = token.word().line();
      statements.add(statement(token.word()));
    }
  }

  private Statement statement(ScriptWord first) throws ScriptException {
    if (first.is("if")) {
      return choice();
    }
    if (first.is("while") || first.is("until")) {
      at++;
      List<Statement> condition = statements();
      expect("do");
      List<Statement> body = statements();
      expect("done");
      return new Statement.While(condition, body);
    }
    if (first.is("for")) {
      return loop();
    }
    if (first.is("function")) {
      at++;
      List<ScriptWord> name = words();
      return new Statement.Function(name.isEmpty() ? "" : literal(name.get(0)), block());
    }
    List<ScriptWord> words = words();
    return new Statement.Simple(words, peek() == ScriptToken.Mark.OPEN ? block() : List.of());
  }

  private Statement choice() throws ScriptException {
    List<Statement.Branch> branches = new ArrayList<>();
    do {
      at++;
      List<Statement> condition = statements();
      expect("then");
      branches.add(new Statement.Branch(condition, statements()));
    } while (isWord("elif"));
    List<Statement> otherwise = List.of();
    if (isWord("else")) {
      at++;
      otherwise = statements();
    }
    expect("fi");
    return new Statement.If(branches, otherwise);
  }

  private Statement loop() throws ScriptException {
    at++;
    List<ScriptWord> words = words();
    if (words.size() < 2 || !words.get(1).is("in")) {
      throw new ScriptException(line, "'in' is missing");
    }
    expect("do");
    List<Statement> body = statements();
    expect("done");
    return new Statement.For(literal(words.get(0)), words.subList(2, words.size()), body);
  }

  private List<Statement> block() throws ScriptException {
    while (skip(ScriptToken.Mark.SEPARATOR)) {}
    if (!skip(ScriptToken.Mark.OPEN)) {
      throw new ScriptException(line, "'{' is missing");
    }
    List<Statement> body = statements();
    if (!skip(ScriptToken.Mark.CLOSE)) {
      throw new ScriptException(line, "'}' is missing");
    }
    return body;
  }

  private List<ScriptWord> words() {
    List<ScriptWord> words = new ArrayList<>();
    while (peek() instanceof ScriptToken.Word token) {
      words.add(token.word());
      at++;
    }
    return words;
  }

  private static String literal(ScriptWord word) {
    StringBuilder text = new StringBuilder();
    for (ScriptWord.Piece piece : word.pieces()) {
      text.append(piece instanceof ScriptWord.Text plain ? plain.text() : "");
    }
    return text.toString();
  }
}

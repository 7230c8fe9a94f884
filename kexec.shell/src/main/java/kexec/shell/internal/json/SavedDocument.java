package kexec.shell.internal.json;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.text.FileName;
import kexec.api.text.Printable;
import kexec.shell.internal.json.Node.WrongFieldException;
import org.jspecify.annotations.Nullable;

/** Reads documents that commands have printed, which are untrusted input. */
final class SavedDocument {

  /** The maximum length of a document in bytes. */
  static final int MAX_LENGTH = 64 << 20;

  /**
   * An escape: of a surrogate pair, or of a byte as {@link kexec.api.text.ByteText} represents it
   * (the group), or any other.
   */
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:u[dD][89abAB]\\p{XDigit}{2}\\\\u[dD][c-fC-F]\\p{XDigit}{2}"
              + "|(u[dD][cC][89a-fA-F]\\p{XDigit})|.)",
          Pattern.DOTALL);

  private final Path file;
  private final String kind;
  private final String command;
  private final String schema;

  /**
   * Creates a reader.
   *
   * @param file the file
   * @param kind what the document tells of
   * @param command the command that prints such documents
   * @param schema the schema that it must have
   */
  SavedDocument(Path file, String kind, String command, String schema) {
    this.file = file;
    this.kind = kind;
    this.command = command;
    this.schema = schema;
  }

  /** Makes a value of a document. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Node document) throws WrongFieldException;
  }

  /**
   * {@return what is made of the document}
   *
   * @throws BadFileException if it is too long, unreadable, not JSON, of another schema, or lacks
   *     fields of its schema
   */
  <T> T read(Reader<T> reader) throws BadFileException {
    JsonElement document = json(text());
    if (!document.isJsonObject() || !hasSchema(document.getAsJsonObject())) {
      throw bad(
          "schema", "it is not a " + schema + " document", again() + " of this version.", null);
    }
    try {
      return reader.read(new Node("", document));
    } catch (WrongFieldException e) {
      throw bad(
          "field",
          Printable.of(String.valueOf(e.getMessage())),
          "Save it again; what was refused may lack what is needed.",
          e);
    }
  }

  private String again() {
    return "Save it with jkexec " + command + " --json";
  }

  private boolean hasSchema(JsonObject document) {
    return document.get("schema") instanceof JsonPrimitive found
        && found.isString()
        && found.getAsString().equals(schema);
  }

  private String text() throws BadFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
      if (bytes.length > MAX_LENGTH) {
        throw bad(
            "too-long",
            "it is longer than " + MAX_LENGTH + " bytes",
            "Check that this is the right file.",
            null);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw notJson("it is not UTF-8", e);
    } catch (IOException e) {
      throw fault("file-unreadable", Causes.of(e), "Check the path and the permissions.", e);
    }
  }

  private JsonElement json(String text) throws BadFileException {
    try {
      // Strict JSON has no strings with undecodable bytes: their escapes are replaced before the
      // rest is checked strictly.
      String characters = ESCAPE.matcher(text).replaceAll(SavedDocument::asCharacter);
      JsonElement document = parse(characters, Strictness.STRICT);
      return characters.equals(text) ? document : parse(text, Strictness.LEGACY_STRICT);
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw notJson(Printable.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static JsonElement parse(String text, Strictness strictness) throws IOException {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(strictness);
      JsonElement document = new Gson().getAdapter(JsonElement.class).read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonIOException("there is more behind the document");
      }
      return document;
    }
  }

  private static String asCharacter(MatchResult escape) {
    return Matcher.quoteReplacement(escape.group(1) == null ? escape.group() : "\\uffff");
  }

  private BadFileException notJson(String why, Exception beneath) {
    return bad("not-json", "it is no JSON: " + why, again() + ".", beneath);
  }

  private BadFileException bad(
      String code, String cause, String cure, @Nullable Throwable beneath) {
    return fault("saved-" + kind + "-" + code, cause, cure, beneath);
  }

  private BadFileException fault(
      String code, String cause, String cure, @Nullable Throwable beneath) {
    Fault fault =
        new Fault(code, "reading the saved %s %s".formatted(kind, FileName.of(file)), cause, cure);
    return beneath == null ? new BadFileException(fault) : new BadFileException(fault, beneath);
  }
}

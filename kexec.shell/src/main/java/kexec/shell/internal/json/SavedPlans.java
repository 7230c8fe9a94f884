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
import java.io.BufferedInputStream;
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
import kexec.api.plan.Plan;
import kexec.api.text.FileName;
import kexec.api.text.Printable;
import kexec.shell.internal.json.Node.WrongFieldException;
import kexec.shell.internal.result.SavedPlan;
import org.jspecify.annotations.Nullable;

/** Reads plan documents, which are untrusted input. */
public final class SavedPlans {

  /** The maximum length of a document in bytes. */
  public static final int MAX_LENGTH = 64 << 20;

  private static final int WHITE_SPACE = 64;

  /**
   * An escape: of a surrogate pair, or of a byte as {@link kexec.api.text.ByteText} represents it
   * (the group), or any other.
   */
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:u[dD][89abAB]\\p{XDigit}{2}\\\\u[dD][c-fC-F]\\p{XDigit}{2}"
              + "|(u[dD][cC][89a-fA-F]\\p{XDigit})|.)",
          Pattern.DOTALL);

  private SavedPlans() {}

  /**
   * {@return whether a file looks like a plan document: whether its first character that is not
   * white space is a brace; false if it cannot be read, so that the next reader reports the reason}
   * No kernel starts with a brace.
   *
   * @param file the file
   */
  public static boolean isDocument(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), WHITE_SPACE)) {
      int c = in.read();
      for (int i = 0; i < WHITE_SPACE && c >= 0 && Character.isWhitespace(c); i++) {
        c = in.read();
      }
      return c == '{';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@return the content of a plan's document, as {@link #read} returns it}
   *
   * @param plan the plan
   */
  public static SavedPlan of(Plan plan) {
    try {
      return SavedPlanParser.parse(PlanJson.of(plan));
    } catch (WrongFieldException e) {
      throw new IllegalStateException("a plan that its own document cannot tell", e);
    }
  }

  /**
   * Reads a document.
   *
   * @param file the file
   * @return the plan
   * @throws BadFileException if it is too long, unreadable, not JSON, of another schema, or lacks
   *     fields of its schema
   */
  public static SavedPlan read(Path file) throws BadFileException {
    JsonElement document = json(file, text(file));
    if (!document.isJsonObject() || !hasSchema(document.getAsJsonObject())) {
      throw bad(
          "saved-plan-schema",
          file,
          "it is not a " + PlanJson.SCHEMA + " document",
          "Save the plan with jkexec plan --json of this version.",
          null);
    }
    try {
      return SavedPlanParser.parse(document);
    } catch (WrongFieldException e) {
      throw bad(
          "saved-plan-field",
          file,
          Printable.of(String.valueOf(e.getMessage())),
          "Save the plan again; a refused plan may lack what is compared.",
          e);
    }
  }

  private static boolean hasSchema(JsonObject document) {
    return document.get("schema") instanceof JsonPrimitive schema
        && schema.isString()
        && schema.getAsString().equals(PlanJson.SCHEMA);
  }

  private static String text(Path file) throws BadFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
      if (bytes.length > MAX_LENGTH) {
        throw bad(
            "saved-plan-too-long",
            file,
            "it is longer than " + MAX_LENGTH + " bytes",
            "Check that this is the right file.",
            null);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw notJson(file, "it is not UTF-8", e);
    } catch (IOException e) {
      throw bad("file-unreadable", file, Causes.of(e), "Check the path and the permissions.", e);
    }
  }

  private static JsonElement json(Path file, String text) throws BadFileException {
    try {
      // Strict JSON has no strings with undecodable bytes: their escapes are replaced before the
      // rest is checked strictly.
      String characters = ESCAPE.matcher(text).replaceAll(SavedPlans::asCharacter);
      JsonElement document = json(characters, Strictness.STRICT);
      return characters.equals(text) ? document : json(text, Strictness.LEGACY_STRICT);
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw notJson(file, Printable.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static JsonElement json(String text, Strictness strictness) throws IOException {
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

  private static BadFileException notJson(Path file, String why, Exception beneath) {
    return bad(
        "saved-plan-not-json",
        file,
        "it is no JSON: " + why,
        "Save the plan with jkexec plan --json.",
        beneath);
  }

  private static BadFileException bad(
      String code, Path file, String cause, String cure, @Nullable Throwable beneath) {
    Fault fault = new Fault(code, "reading the saved plan " + FileName.of(file), cause, cure);
    return beneath == null ? new BadFileException(fault) : new BadFileException(fault, beneath);
  }
}

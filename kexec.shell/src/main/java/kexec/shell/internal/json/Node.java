package kexec.shell.internal.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value of an untrusted document, with its place for error messages.
 *
 * @param place such as {@code segments[2].start}
 * @param value the value
 */
record Node(String place, JsonElement value) {

  private static final Pattern HEX = Pattern.compile("0x[0-9a-f]{1,16}");
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

  /** Thrown if a value does not match the schema. */
  static final class WrongFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongFieldException(String message) {
      super(message);
    }
  }

  WrongFieldException wrong(String wanted) {
    return new WrongFieldException(
        place.isEmpty() ? "the document is not " + wanted : place + " is not " + wanted);
  }

  private JsonObject object() throws WrongFieldException {
    if (!value.isJsonObject()) {
      throw wrong("an object");
    }
    return value.getAsJsonObject();
  }

  Node field(String name) throws WrongFieldException {
    JsonElement found = object().get(name);
    String inner = place.isEmpty() ? name : place + "." + name;
    if (found == null) {
      throw new WrongFieldException(inner + " is missing");
    }
    return new Node(inner, found);
  }

  /** {@return an optional field; empty if it is absent or null} */
  Optional<Node> fieldIfPresent(String name) throws WrongFieldException {
    return object().has(name) ? field(name).nullable() : Optional.empty();
  }

  List<Map.Entry<String, Node>> fields() throws WrongFieldException {
    List<Map.Entry<String, Node>> all = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : object().entrySet()) {
      all.add(Map.entry(entry.getKey(), new Node(place + "." + entry.getKey(), entry.getValue())));
    }
    return all;
  }

  List<Node> elements() throws WrongFieldException {
    if (!value.isJsonArray()) {
      throw wrong("an array");
    }
    List<Node> all = new ArrayList<>(value.getAsJsonArray().size());
    for (JsonElement element : value.getAsJsonArray()) {
      all.add(new Node(place + "[" + all.size() + "]", element));
    }
    return all;
  }

  Optional<Node> nullable() {
    return value.isJsonNull() ? Optional.empty() : Optional.of(this);
  }

  String text() throws WrongFieldException {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
      throw wrong("a text");
    }
    return primitive.getAsString();
  }

  boolean flag() throws WrongFieldException {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
      throw wrong("true or false");
    }
    return primitive.getAsBoolean();
  }

  /** The length is checked before conversion: 1e999999999 is a short text and a huge number. */
  long count() throws WrongFieldException {
    if (!(value instanceof JsonPrimitive primitive)
        || !primitive.isNumber()
        || !COUNT.matcher(primitive.getAsString()).matches()) {
      throw wrong("a whole number from 0 to 999999999999999999");
    }
    return Long.parseLong(primitive.getAsString());
  }

  long hex() throws WrongFieldException {
    String text = text();
    if (!HEX.matcher(text).matches()) {
      throw wrong("a number of the form 0x1000 in lower case");
    }
    return Long.parseUnsignedLong(text.substring(2), 16);
  }
}

package kexec.shell.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.shell.internal.cli.SamplePlans;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SavedPlansTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("plan.json");
  }

  @Test
  void whatIsSavedIsReadBack() throws Exception {
    Files.writeString(file, PlanJson.of(SamplePlans.plan()).toString());
    assertThat(SavedPlans.read(file)).isEqualTo(SavedPlans.of(SamplePlans.plan()));
    assertThat(SavedPlans.read(file).registers()).containsEntry("rsp", 0xffffffff81000000L);
  }

  @ParameterizedTest
  @CsvSource({
    "gr\\udcfc\\udcdfe, gr\udcfc\udcdfe",
    "\\uDCFC, \udcfc",
    "\\ud83d\\udc80\\udc80, \ud83d\udc80\udc80",
    "\\\\udcfc, \\udcfc"
  })
  void bytesThatAreNoCharactersAreReadBack(String escaped, String commandLine) throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    json.addProperty("commandLine", "HERE");
    Files.writeString(file, json.toString().replace("HERE", escaped));
    assertThat(SavedPlans.read(file).commandLine()).isEqualTo(commandLine);
  }

  /** Each reader would interpret it differently. */
  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "\\udc7f", "\\udcfc\\ud83d", "\\udcfc \\' "})
  void otherHalvesOfPairsAreNoJson(String escaped) throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    json.addProperty("commandLine", "HERE");
    Files.writeString(file, json.toString().replace("HERE", escaped));
    assertRefused("saved-plan-not-json", "it is no JSON");
  }

  @Test
  void aDocumentIsUtf8() throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    json.addProperty("commandLine", "gr\u00fcn");
    Files.write(file, json.toString().getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("saved-plan-not-json", "it is not UTF-8");
  }

  @Test
  void everythingOfAMemoryMapIsReadBack() throws Exception {
    MemoryMap map =
        MemoryMapListing.parse(
            "[0x0, 0x9fc00) ram; [0x100000, 0x40000000) ram; [0x40000000, 0x40001000) type 20;"
                + " [0x100000000, 0x140000000) pram; [0x140000000, 0x180000000) soft-reserved;"
                + " held [0x2000000, 0x3000000); kernel RAM [0x100000, 0x40000000);"
                + " kernel RAM [0x140000000, 0x180000000); crash kernel [0x30000000, 0x38000000);"
                + " low crash memory [0x10000000, 0x11000000);"
                + " crash CMA [0x20000000, 0x22000000); crash CMA [0x24000000, 0x25000000)");
    Plan plan =
        Plan.builder()
            .kernel(Path.of("k"), 1, SamplePlans.facts())
            .memory(map)
            .slot(Slot.CRASH)
            .build();
    Files.writeString(file, PlanJson.of(plan).toString());
    assertThat(SavedPlans.read(file).memory()).isEqualTo(map);
    assertThat(SavedPlans.read(file)).isEqualTo(SavedPlans.of(plan));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "crashLow  | {\"start\":\"0x30000000\",\"end\":\"0x31000000\"}   | crashLow is not wholly",
        "crashCma  | [{\"start\":\"0x30000000\",\"end\":\"0x31000000\"}] | crashCma is not wholly",
        "crashCma  | [{\"start\":\"0x9f000\",\"end\":\"0xa0000\"}]       | crashCma is not wholly",
        "crashCma  | {}                                              | crashCma is not an array",
        "held      | [7]                                             | held[0] is not an object",
        "kernelRam | [{\"start\":\"0x1\",\"end\":\"0x0\"}]               | kernelRam[0] is not a range"
      })
  void furtherMemoryMustMakeSense(String place, String value, String message) throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    json.add(place, JsonParser.parseString(value));
    assertRefused(json, "saved-plan-field", message);
  }

  @Test
  void fieldsOfLaterDaysMeanNothing() throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    json.addProperty("later", 1);
    Files.writeString(file, json.toString());
    assertThat(SavedPlans.read(file)).isEqualTo(SavedPlans.of(SamplePlans.plan()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slot",
        "arch",
        "firmware",
        "kernel",
        "commandLine",
        "entry",
        "kernelEntry",
        "registers",
        "segments",
        "memory",
        "crashRegion",
        "findings"
      })
  void everyFieldMustBeThere(String name) throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    json.remove(name);
    assertRefused(json, "saved-plan-field", name + " is missing");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "slot                 | \"third\"     | slot is not one of default, crash",
        "arch                 | \"VAX 780\"   | arch is not the label of an architecture",
        "commandLine          | 7             | commandLine is not a text",
        "entry                | \"91000\"     | entry is not a number of the form",
        "entry                | \"0x1234567890abcdef0\" | entry is not a number of the form",
        "entry                | 4096          | entry is not a text",
        "registers            | []            | registers is not an object",
        "registers            | {\"a\":1}     | registers.a is not a text",
        "segments             | {}            | segments is not an array",
        "segments             | [7]           | segments[0] is not an object",
        "segments.0.role      | \"toy\"       | segments[0].role is not one of kernel",
        "segments.0.bytes     | -1            | segments[0].bytes is not a whole number",
        "segments.0.bytes     | 1e999999999   | segments[0].bytes is not a whole number",
        "segments.0.bytes     | 1.5           | segments[0].bytes is not a whole number",
        "segments.0.bytes     | 4097          | segments[0].bytes is not at most the size",
        "segments.0.digest    | \"ABC\"       | segments[0].digest is not 64 hexadecimal",
        "segments.0.end       | \"0x90000\"   | segments[0] is not a range",
        "segments.1.start     | \"0x90fff\"   | segments[1] is not behind the segment before",
        "memory.0.type        | \"gold\"      | memory[0].type is not one of ram",
        "memory.0.end         | \"0x100001\"  | memory is not free of overlaps",
        "crashRegion          | {\"start\":\"0x0\",\"end\":\"0xa0000\"} | crashRegion is not"
            + " wholly",
        "crashRegion          | true          | crashRegion is not an object",
        "findings.0.severity  | \"grave\"     | findings[0].severity is not one of info",
        "findings.0.cure      | null          | findings[0].cure is not a text",
        "kernel.bytes         | \"5000\"      | kernel.bytes is not a whole number",
        "kernel.version       | 6             | kernel.version is not a text",
        "kernel               | null          | kernel is not an object",
      })
  void everyFieldMustBeOfItsKind(String place, String value, String message) throws Exception {
    JsonObject json = PlanJson.of(SamplePlans.plan());
    put(json, place, JsonParser.parseString(value));
    assertRefused(json, "saved-plan-field", message);
  }

  private static void put(JsonObject json, String place, JsonElement value) {
    String[] names = place.split("\\.", -1);
    JsonElement at = json;
    for (int i = 0; i < names.length - 1; i++) {
      at =
          at instanceof JsonArray array
              ? array.get(Integer.parseInt(names[i]))
              : at.getAsJsonObject().get(names[i]);
    }
    at.getAsJsonObject().add(names[names.length - 1], value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"schema\":\"jkexec.plan/2\"}",
        "{\"schema\":7}",
        "{\"schema\":null}",
        "{\"schema\":\"jkexec.status/1\"}"
      })
  void otherSchemas(String text) throws Exception {
    Files.writeString(file, text);
    assertRefused("saved-plan-schema", "it is not a jkexec.plan/1 document");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"schema\"",
        "{\"schema\":\"jkexec.plan/1\"} x",
        "{} {}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\\x\"}",
        "{/* */}",
        "{\"a\": True}"
      })
  void whatIsNoJson(String text) throws Exception {
    Files.writeString(file, text);
    assertRefused("saved-plan-not-json", "it is no JSON");
  }

  @Test
  void nestingWithoutEnd() throws Exception {
    Files.writeString(file, "{\"a\":".repeat(100_000));
    assertRefused("saved-plan-not-json", "it is no JSON");
    Files.writeString(file, "{\"a\":" + "[".repeat(1_000_000));
    assertRefused("saved-plan-not-json", "it is no JSON");
  }

  @Test
  void tooLong() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write("{".getBytes(StandardCharsets.US_ASCII));
      sparse.setLength(SavedDocument.MAX_LENGTH + 1L);
    }
    assertRefused("saved-plan-too-long", "it is longer than 67108864 bytes");
  }

  @Test
  void absent() {
    assertRefused("file-unreadable", "plan.json");
  }

  @Test
  void documentsAreToldFromKernels() throws Exception {
    assertThat(SavedPlans.isDocument(file)).isFalse();
    assertThat(SavedPlans.isDocument(directory)).isFalse();
    Files.writeString(file, "\n\t {");
    assertThat(SavedPlans.isDocument(file)).isTrue();
    Files.writeString(file, "MZ{");
    assertThat(SavedPlans.isDocument(file)).isFalse();
    Files.writeString(file, " ".repeat(1000) + "{");
    assertThat(SavedPlans.isDocument(file)).isFalse();
    Files.writeString(file, "");
    assertThat(SavedPlans.isDocument(file)).isFalse();
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  /** For any truncated or flipped input: a plan or a refusal, never another exception. */
  @ParameterizedTest
  @MethodSource("seeds")
  void damagedDocumentsAreReadOrRefused(int seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(PlanJson.of(SamplePlans.plan()).toString());
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.setCharAt(random.nextInt(text.length()), "\"{}[],:09ef-\\".charAt(random.nextInt(13)));
    }
    if (random.nextBoolean()) {
      text.setLength(random.nextInt(text.length()));
    }
    Files.writeString(file, text);
    try {
      assertThat(SavedPlans.read(file)).isNotNull();
    } catch (BadFileException e) {
      assertThat(e.fault().code()).startsWith("saved-plan-");
    }
  }

  /** For any well-formed value in place of another one: a plan or a refusal. */
  @Test
  void documentsWithOtherValuesAreReadOrRefused() throws Exception {
    String[] values = {
      "null",
      "-1",
      "1e400",
      "0.5",
      "18446744073709551616",
      "[]",
      "{}",
      "[[]]",
      "true",
      "\"\"",
      "\"0x\"",
      "\"0xffffffffffffffff\"",
      "\"0x8000000000000000\"",
      "\"0x10000000000000000\"",
      "\"\\ud800\"",
      "\"crash\"",
      "\"i386\"",
      "9223372036854775807"
    };
    int count = paths(PlanJson.of(SamplePlans.plan())).size();
    for (int at = 0; at < count; at++) {
      for (String value : values) {
        JsonObject json = PlanJson.of(SamplePlans.plan());
        paths(json).get(at).accept(JsonParser.parseString(value));
        Files.writeString(file, json.toString().replace("\ud800", "\\ud800"));
        try {
          assertThat(SavedPlans.read(file)).isNotNull();
        } catch (BadFileException e) {
          assertThat(e.fault().code()).startsWith("saved-plan-");
        }
      }
    }
  }

  /** Each position in a document at which a value can be replaced. */
  private static List<Consumer<JsonElement>> paths(JsonElement element) {
    List<Consumer<JsonElement>> places = new ArrayList<>();
    if (element.isJsonObject()) {
      for (String name : List.copyOf(element.getAsJsonObject().keySet())) {
        places.add(value -> element.getAsJsonObject().add(name, value));
        places.addAll(paths(element.getAsJsonObject().get(name)));
      }
    } else if (element.isJsonArray()) {
      JsonArray array = element.getAsJsonArray();
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        places.add(value -> array.set(index, value));
        places.addAll(paths(array.get(i)));
      }
    }
    return places;
  }

  private void assertRefused(JsonObject json, String code, String message) throws Exception {
    Files.writeString(file, json.toString());
    assertRefused(code, message);
  }

  private void assertRefused(String code, String message) {
    BadFileException e = catchThrowableOfType(BadFileException.class, () -> SavedPlans.read(file));
    assertThat(e).as("refused").isNotNull();
    assertThat(e.fault().code()).isEqualTo(code);
    assertThat(e.fault().cause()).contains(message);
  }
}

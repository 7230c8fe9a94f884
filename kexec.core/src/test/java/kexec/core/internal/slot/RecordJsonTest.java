package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.core.internal.policy.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordJsonTest {

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(Slot slot) {
    LoadRecord record = Records.of("some/receiver", slot);
    assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
    assertThat(RecordJson.read(RecordJson.write(record.unwanted()))).isEqualTo(record.unwanted());
  }

  private static LoadRecord record(PlanRequest request, ImageRecord image) {
    return new LoadRecord(
        "r",
        request,
        "c",
        "p",
        image,
        Optional.empty(),
        "",
        Optional.empty(),
        Requirement.OFF,
        true);
  }

  @Test
  void filesAreNamedSoThatEveryProcessFindsThem() {
    LoadRecord plain = Records.of("r", Slot.DEFAULT);
    PlanRequest relative =
        PlanRequest.of(Path.of("vmlinuz")).initrds(List.of(Path.of("../initrd"))).build();
    LoadRecord read = RecordJson.read(RecordJson.write(record(relative, plain.image())));
    assertThat(read.request().kernel()).isEqualTo(Path.of("vmlinuz").toAbsolutePath());
    assertThat(read.request().initrds()).containsExactly(Path.of("../initrd").toAbsolutePath());
  }

  /** For any file content, a reader returns a value or reports that there is none. */
  @Test
  void noDamageMakesAReaderThrowAnythingElse() {
    Random random = new Random(7);
    for (String text :
        List.of(
            RecordJson.write(Records.of("r", Slot.CRASH)),
            WishJson.write(Records.wish("r", Slot.CRASH)))) {
      for (int round = 0; round < 3000; round++) {
        String damaged = damage(text, random);
        assertThatNoOtherException(() -> RecordJson.read(damaged), damaged);
        assertThatNoOtherException(() -> WishJson.read(damaged), damaged);
      }
    }
  }

  private static String damage(String text, Random random) {
    String[] values = {"null", "-1", "[]", "{}", "\"\"", "1e999999", "\"-999999999-01-01\"", "NaN"};
    StringBuilder damaged = new StringBuilder(text);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(0x180));
        case 1 -> damaged.setLength(at + 1);
        case 2 -> damaged.insert(at, text.substring(random.nextInt(text.length())));
        default -> {
          int colon = damaged.indexOf(":", at);
          int comma = colon < 0 ? -1 : damaged.indexOf(",", colon);
          if (comma > 0) {
            damaged.replace(colon + 1, comma, values[random.nextInt(values.length)]);
          }
        }
      }
    }
    return damaged.toString();
  }

  private static void assertThatNoOtherException(Runnable reader, String text) {
    try {
      reader.run();
    } catch (IllegalArgumentException e) {
      assertThat(e).as(text).hasMessageContaining("damaged");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWishThatIsWrittenIsRead(Slot slot) {
    Wish wish = Records.wish("some/receiver", slot);
    assertThat(WishJson.read(WishJson.write(wish))).isEqualTo(wish);
    Wish met = wish.metAt("other/receiver", "4567");
    assertThat(WishJson.read(WishJson.write(met))).isEqualTo(met);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loadedBy", "identity", "hardware", "plan", "origin", "rehearsed"})
  void whatEarlierVersionsDidNotWriteMayBeMissing(String member) {
    JsonObject json =
        JsonParser.parseString(RecordJson.write(Records.of("r", Slot.CRASH))).getAsJsonObject();
    assertThat(json.remove(member)).isNotNull();
    LoadRecord read = RecordJson.read(json.toString());
    assertThat(
            read.identity().isEmpty()
                || read.image().method().isEmpty()
                || read.hardware().isEmpty()
                || read.plan().isEmpty()
                || read.origin().isEmpty()
                || read.image().rehearsal().isEmpty())
        .isTrue();
    assertThat(read.image().commandLine()).isEqualTo("final line");
  }

  @Test
  void bytesThatAreNoCharactersAreKept() {
    LoadRecord plain = Records.of("r", Slot.DEFAULT);
    PlanRequest request =
        PlanRequest.of(FileName.path("/boot/gr\udcfc\udcdfe \u00fc"))
            .initrds(List.of(FileName.path("/\udcff\u6f22")))
            .modules(List.of(new ModuleFile(FileName.path("/m\udc80"), "w\udc81")))
            .commandLine("root=LABEL=gr\udcfc\udcdfe \u00fc")
            .build();
    ImageRecord image =
        new ImageRecord(
            request.kernel(),
            request.initrds(),
            "root=LABEL=gr\udcfc",
            1,
            1,
            plain.image().loadedAt(),
            Optional.empty(),
            Optional.empty());
    LoadRecord record = record(request, image);

    String written = RecordJson.write(record);

    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(written)).isTrue();
    assertThat(written).contains("/boot/gr\\udcfc\\udcdfe \u00fc");
    assertThat(RecordJson.read(written)).isEqualTo(record);
  }

  @Test
  void aNamedMachineAndProtocolAreKept() {
    LoadRecord plain = Records.of("r", Slot.DEFAULT);
    PlanRequest named =
        PlanRequest.of(plain.image().kernel())
            .initrds(plain.image().initrds())
            .machine("m")
            .protocol("p")
            .build();
    LoadRecord record = record(named, plain.image());
    assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments", "files", "page-list", "of-a-machine"})
  void whatIsToBeHandedOverIsKept(LoadMethod method) {
    LoadRecord plain = Records.of("r", Slot.DEFAULT);
    PlanRequest request = PlanRequest.of(plain.image().kernel()).method(method).build();
    LoadRecord read = RecordJson.read(RecordJson.write(record(request, plain.image())));
    assertThat(read.request().method()).contains(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receiver",
        "wanted",
        "content",
        "slot",
        "kernel",
        "initrds",
        "requestedCommandLine",
        "memMin",
        "memMax",
        "commandLine",
        "bytes",
        "segments",
        "loadedAt",
        "schema",
        "modules",
        "entryCheck"
      })
  void aMissingFieldIsRefused(String field) {
    JsonObject json = json();
    json.remove(field);
    assertThatThrownBy(() -> RecordJson.read(json.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "17",
        "\"text\"",
        "{\"schema\":\"jkexec.record/2\"}",
        "{\"schema\":[]}",
        "{\"schema\":{}}"
      })
  void whatIsNoRecordIsRefused(String text) {
    assertThatThrownBy(() -> RecordJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slot",
        "initrds",
        "memMin",
        "memMax",
        "bytes",
        "segments",
        "loadedAt",
        "kernel",
        "modules",
        "method",
        "entryCheck",
        "origin",
        "rehearsed"
      })
  void aFieldOfAnotherKindIsRefused(String field) {
    JsonObject json = json();
    json.addProperty(field, "\0 no such thing");
    assertThatThrownBy(() -> RecordJson.read(json.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "rehearsed, at",
    "rehearsed, goal",
    "rehearsed, rung",
    "rehearsed, emulator",
    "rehearsed, plan",
    "rehearsed, succeeded",
    "origin, files",
  })
  void aPartWithoutAFieldIsRefused(String part, String field) {
    JsonObject json = json();
    assertThat(json.getAsJsonObject(part).remove(field)).isNotNull();
    assertThatThrownBy(() -> RecordJson.read(json.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"at, yesterday", "goal, moon", "rung, moon"})
  void aVerdictThatNobodyGivesIsRefused(String field, String value) {
    JsonObject json = json();
    json.getAsJsonObject("rehearsed").addProperty(field, value);
    assertThatThrownBy(() -> RecordJson.read(json.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonObject json() {
    return JsonParser.parseString(RecordJson.write(Records.of("r", Slot.CRASH))).getAsJsonObject();
  }
}

package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import kexec.api.PlanRequest;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void filesAreNamedSoThatEveryProcessFindsThem() {
    LoadRecord plain = Records.of("r", Slot.DEFAULT);
    PlanRequest relative =
        PlanRequest.of(Path.of("vmlinuz")).initrds(List.of(Path.of("../initrd"))).build();
    LoadRecord read =
        RecordJson.read(RecordJson.write(new LoadRecord("r", relative, "c", plain.image(), true)));
    assertThat(read.request().kernel()).isEqualTo(Path.of("vmlinuz").toAbsolutePath());
    assertThat(read.request().initrds()).containsExactly(Path.of("../initrd").toAbsolutePath());
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
    LoadRecord record = new LoadRecord("r", named, "c", plain.image(), true);
    assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsToBeHandedOverIsKept(LoadMethod method) {
    LoadRecord plain = Records.of("r", Slot.DEFAULT);
    PlanRequest request = PlanRequest.of(plain.image().kernel()).method(method).build();
    LoadRecord read =
        RecordJson.read(RecordJson.write(new LoadRecord("r", request, "c", plain.image(), true)));
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
        "entryCheck"
      })
  void aFieldOfAnotherKindIsRefused(String field) {
    JsonObject json = json();
    json.addProperty(field, "\0 no such thing");
    assertThatThrownBy(() -> RecordJson.read(json.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonObject json() {
    return JsonParser.parseString(RecordJson.write(Records.of("r", Slot.CRASH))).getAsJsonObject();
  }
}

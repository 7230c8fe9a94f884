package kexec.vmtest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What {@code jkexec rehearse} said on this machine, in a process of its own, as users start it.
 *
 * @param status the command's exit status
 * @param report its JSON document; that of a plan, or empty, if nothing could be rehearsed
 * @param said what it wrote to its standard error
 */
record RehearsalRun(int status, JsonObject report, String said) {

  private static final Pattern FAULT = Pattern.compile("\\(([a-z0-9-]+)\\)$", Pattern.MULTILINE);

  /** Runs the command, and waits for its end, which its own time limit brings about. */
  static RehearsalRun of(List<String> arguments) throws IOException, InterruptedException {
    return of("rehearse", arguments);
  }

  /** The same for another command with a document. */
  static RehearsalRun of(String name, List<String> arguments)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("rehearsal", ".err");
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar(), name, "--json"));
      command.addAll(arguments);
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      String said = Files.readString(errors);
      JsonElement report = JsonParser.parseString(output.isEmpty() ? "{}" : output);
      return new RehearsalRun(status, report.getAsJsonObject(), said);
    } finally {
      Files.delete(errors);
    }
  }

  private static String jar() {
    String jar = System.getProperty("kexec.jar");
    if (jar == null) {
      throw new GuestFailure("rehearsals are run by the build: mvn -Pguests -am verify");
    }
    return jar;
  }

  boolean succeeded() {
    return status == 0 && report.get("succeeded").getAsBoolean();
  }

  /** How far the image came; empty if it was not started. */
  String rung() {
    return report.has("rung") ? report.get("rung").getAsString() : "";
  }

  /** The codes of the errors, the first cause first. */
  List<String> errors() {
    Matcher fault = FAULT.matcher(said);
    return report.has("findings") || !fault.find() ? codes("error") : List.of(fault.group(1));
  }

  List<String> warnings() {
    return codes("warning");
  }

  private List<String> codes(String severity) {
    return StreamSupport.stream(report.getAsJsonArray("findings").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(finding -> finding.get("severity").getAsString().equals(severity))
        .map(finding -> finding.get("code").getAsString())
        .toList();
  }

  /** The time from the jump to a rung. */
  Duration after(String rung) {
    JsonObject times = report.getAsJsonObject("reachedAfterMillis");
    return Duration.ofMillis(times.get(rung).getAsLong());
  }

  /** All of it, to be shown where something else was expected. */
  @Override
  public String toString() {
    JsonObject brief = report.deepCopy();
    brief.remove("plan");
    return brief + said;
  }
}

package kexec.vmtest;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** What becomes of a plan, in a rehearsal or in earnest. */
enum Fate {
  /** It is not loaded. */
  REFUSED,
  /** The kernel says nothing. */
  SILENT,
  /** The kernel writes its version, and has no initrd or cannot unpack it. */
  VERSION,
  /** The kernel unpacks its initrd, but no program runs. */
  INITRD,
  /** The first program runs, and ends at once. */
  DIED,
  /** The first program runs; without Linux, the kernel has done what it does. */
  RUNS;

  /** What Linux writes when the first program has ended. */
  private static final String DEATH = "Attempted to kill init!";

  /** What a rehearsal says, a {@code jkexec.rehearsal/1} document or, if it was refused, none. */
  static Fate rehearsed(JsonObject report) {
    if (!report.has("rung")) {
      return REFUSED;
    }
    if (report.get("succeeded").getAsBoolean()) {
      return RUNS;
    }
    return switch (report.get("rung").getAsString()) {
      case "version" -> VERSION;
      case "initrd" -> INITRD;
      case "init", "marker", "poweroff" -> DIED;
      default -> SILENT;
    };
  }

  /** What a guest's two serial ports say after the script was told to go on. */
  static Fate taken(GuestRun run) {
    if (run.script().first("load: status 0").isEmpty()) {
      return REFUSED;
    }
    ConsoleLine told = run.script().first("host says").orElseThrow();
    List<String> script = after(run.script(), told).toList();
    List<String> kernel = after(run.kernel(), told).toList();
    if (has(kernel, DEATH)) {
      return DIED;
    }
    if (has(script, "guest: init reached") || has(kernel, "tiny: end by")) {
      return RUNS;
    }
    if (has(kernel, "Freeing initrd memory") && !has(kernel, "Initramfs unpacking failed")) {
      return INITRD;
    }
    return has(kernel, "Linux version") ? VERSION : SILENT;
  }

  private static Stream<String> after(Console console, ConsoleLine since) {
    return console.lines().stream()
        .filter(line -> line.at().compareTo(since.at()) >= 0)
        .map(ConsoleLine::text);
  }

  private static boolean has(List<String> lines, String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }
}

package kexec.vmtest;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * jkexec on the host, which plans and rehearses for the memory of a guest.
 *
 * @param row the plan
 * @param files its files
 * @param memory the guest's {@code /proc/iomem}
 */
record OnTheHost(PlanRow row, PlannedFiles files, List<String> memory) {

  /** Returns the plan: a {@code jkexec.plan/1} document. */
  JsonObject plan() throws IOException, InterruptedException {
    return call("plan", List.of());
  }

  /** Returns what happened: a {@code jkexec.rehearsal/1} document, if it was not refused. */
  JsonObject rehearsal() throws IOException, InterruptedException {
    return row.isLinux()
        ? call("rehearse", List.of())
        : call("rehearse", List.of("--marker=tiny: end by"));
  }

  private JsonObject call(String command, List<String> more)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(files.kernel(row).toString());
    words.addAll(files.initrd(row));
    words.addAll(row.options());
    words.addAll(more);
    words.add("--append=" + row.commandLine());
    words.add("--memory-map=" + Files.write(files.directory().resolve("memory"), memory));
    if (row.isCrash()) {
      words.add("-p");
    }
    return RehearsalRun.of(command, words).report();
  }
}

package kexec.shell.internal.reference;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.shell.internal.json.EntriesJson;

/** A jkexec on the path of a shell, whose boot loader has three entries. */
final class EntriesProgram {

  private static final List<String> IDS = List.of("debian-6.1", "debian rescue", "a\"b");

  private EntriesProgram() {}

  /** Writes the program into a directory, and returns an environment that finds it. */
  static Map<String, String> in(Path directory) throws IOException {
    List<BootEntry> entries = IDS.stream().map(EntriesProgram::entry).toList();
    String json =
        new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create()
            .toJson(
                EntriesJson.of(new BootEntries.Listing(entries, Optional.empty(), "", List.of())));
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path program =
        Files.writeString(
            bin.resolve("jkexec"),
            "#!/bin/sh\n[ \"$*\" = 'entries --json' ] || exit 1\ncat <<'JSON'\n"
                + json
                + "\nJSON\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return Map.of("TERM", "dumb", "PATH", bin + ":" + System.getenv("PATH"));
  }

  private static BootEntry entry(String id) {
    return new BootEntry(
        id,
        "a title",
        new BootEntry.Source(BootEntry.Kind.GRUB, Path.of("/boot/grub/grub.cfg")),
        Path.of("/boot/vmlinuz"),
        List.of(),
        List.of(),
        "ro",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}

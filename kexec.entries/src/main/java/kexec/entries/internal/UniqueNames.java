package kexec.entries.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kexec.api.entry.BootEntry;

/** Gives each entry a name of its own: boot loaders know them by their places too. */
final class UniqueNames {

  private UniqueNames() {}

  /** {@return the entries; of several with one name, all but the first with a number behind it} */
  static List<BootEntry> of(List<BootEntry> entries) {
    Set<String> names = new HashSet<>();
    List<BootEntry> unique = new ArrayList<>(entries.size());
    for (BootEntry entry : entries) {
      String name = entry.id();
      for (int number = 2; !names.add(name); number++) {
        name = entry.id() + "#" + number;
      }
      unique.add(name.equals(entry.id()) ? entry : renamed(entry, name));
    }
    return unique;
  }

  private static BootEntry renamed(BootEntry entry, String name) {
    return new BootEntry(
        name,
        entry.title(),
        entry.source(),
        entry.kernel(),
        entry.initrds(),
        entry.modules(),
        entry.commandLine(),
        entry.deviceTree(),
        entry.architecture(),
        entry.version(),
        entry.findings());
  }
}

package kexec.entries.internal.bls;

import java.util.Comparator;
import kexec.entries.internal.entry.LoaderEntry;

/**
 * An entry of the specification with what orders it.
 *
 * @param name the name of its file
 * @param sortKey its {@code sort-key}; empty for none
 * @param machineId its {@code machine-id}; empty for none
 * @param version its {@code version}; empty for none
 * @param foreign whether it is for another architecture, so that the boot loader leaves it out
 * @param entry the entry
 */
record BlsEntry(
    BlsName name,
    String sortKey,
    String machineId,
    String version,
    boolean foreign,
    LoaderEntry entry) {

  /**
   * The order of a menu (UAPI Group Specifications, "The Boot Loader Specification", "Sorting"):
   * what failed too often comes last, and what has no {@code sort-key} after what has one.
   */
  static final Comparator<BlsEntry> MENU = menu();

  private static Comparator<BlsEntry> menu() {
    Comparator<String> newest = new VersionOrder().reversed();
    Comparator<BlsEntry> keyed =
        Comparator.comparing(BlsEntry::sortKey)
            .thenComparing(BlsEntry::machineId)
            .thenComparing(BlsEntry::version, newest);
    Comparator<BlsEntry> byName = Comparator.comparing(entry -> entry.name().id(), newest);
    return Comparator.comparing((BlsEntry entry) -> entry.name().isBad())
        .thenComparing(entry -> entry.sortKey().isEmpty())
        .thenComparing(
            (a, b) -> a.sortKey().isEmpty() || b.sortKey().isEmpty() ? 0 : keyed.compare(a, b))
        .thenComparing(byName)
        .thenComparing(entry -> entry.entry().source().file());
  }
}

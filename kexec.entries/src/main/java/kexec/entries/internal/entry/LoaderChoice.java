package kexec.entries.internal.entry;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;

/**
 * Which entry a boot loader takes.
 *
 * @param entry the entry, one of the menu; empty if it cannot be told for certain, or there is none
 * @param reason the setting and the file or variable that it stands in; empty without an entry
 * @param findings why it cannot be told, or what is worth knowing about it
 */
public record LoaderChoice(Optional<LoaderEntry> entry, String reason, List<Finding> findings) {

  /** Makes the list unmodifiable. */
  public LoaderChoice {
    findings = List.copyOf(findings);
  }

  /**
   * {@return the choice of an entry}
   *
   * @param entry the entry
   * @param reason why it is chosen
   */
  public static LoaderChoice of(LoaderEntry entry, String reason) {
    return new LoaderChoice(Optional.of(entry), reason, List.of());
  }

  /** {@return that there is nothing to choose} */
  public static LoaderChoice none() {
    return new LoaderChoice(Optional.empty(), "", List.of());
  }

  /**
   * {@return that the choice cannot be told}
   *
   * @param why a clause
   */
  public static LoaderChoice unknown(String why) {
    return new LoaderChoice(
        Optional.empty(),
        "",
        List.of(
            Finding.warning(
                "entries-default-unknown",
                "which entry the boot loader takes cannot be told: " + why,
                "Name the entry that you want.")));
  }
}

package kexec.entries.internal.entry;

import java.util.List;
import kexec.api.fault.Finding;

/**
 * What a boot loader offers.
 *
 * @param entries its entries, in its order
 * @param choice the entry that it takes without a user
 * @param findings what could not be read
 */
public record LoaderMenu(List<LoaderEntry> entries, LoaderChoice choice, List<Finding> findings) {

  /** Makes the lists unmodifiable. */
  public LoaderMenu {
    entries = List.copyOf(entries);
    findings = List.copyOf(findings);
  }
}

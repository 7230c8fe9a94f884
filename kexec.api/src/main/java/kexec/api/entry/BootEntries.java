package kexec.api.entry;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import org.osgi.annotation.versioning.ProviderType;

/** Reads the boot loader's entries from this system. Thread-safe. */
@ProviderType
public interface BootEntries {

  /** The name under which {@link #find} finds the default entry. */
  String DEFAULT = "default";

  /**
   * {@return the entries as they are now}
   *
   * @throws KexecException if nothing can be read at all; a faulty entry is listed with its
   *     findings, or told in {@link Listing#findings}
   */
  Listing list() throws KexecException;

  /**
   * {@return an entry}
   *
   * @param id the id of an entry, or {@link #DEFAULT} for the one that the boot loader would take
   * @throws KexecException if there is no such entry, with the ids that there are; if it cannot be
   *     loaded; or if it cannot be told for certain which one is the default
   */
  BootEntry find(String id) throws KexecException;

  /**
   * The entries of a system.
   *
   * @param entries the entries, in the boot loader's order
   * @param defaultId the id of the entry that the boot loader would take at the next boot without a
   *     user; empty if that cannot be told for certain, which the findings explain
   * @param reason why that is the default: the setting and the file or variable that it stands in;
   *     empty without a default
   * @param findings what could not be read, and what is not certain; may be empty
   */
  record Listing(
      List<BootEntry> entries, Optional<String> defaultId, String reason, List<Finding> findings) {

    /** Makes the lists unmodifiable. */
    public Listing {
      entries = List.copyOf(entries);
      findings = List.copyOf(findings);
    }
  }
}

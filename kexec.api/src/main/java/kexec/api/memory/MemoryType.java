package kexec.api.memory;

import java.util.Locale;

/** What a piece of the machine's address space is used for, as its firmware tells. */
public enum MemoryType {
  /** Memory that a kernel may use. */
  RAM,
  /** Memory or registers that no kernel may use. */
  RESERVED,
  /** ACPI tables, which a kernel may use as memory once it has read them. */
  ACPI,
  /** ACPI non-volatile storage, which must stay as it is. */
  NVS,
  /** Memory that was found to be broken. */
  UNUSABLE,
  /** Persistent memory. */
  PMEM;

  /**
   * Returns the name that texts and JSON documents use.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package kexec.api.memory;

/** What the source of a memory map cannot tell, though the machine may have it. */
public enum UnknownMemory {
  /** Where memory is reserved for a crash kernel: this user is not shown it. */
  CRASH_REGION,
  /**
   * Which memory of the running kernel's a crash kernel gets besides its region, though some was
   * asked for.
   */
  CRASH_CMA
}

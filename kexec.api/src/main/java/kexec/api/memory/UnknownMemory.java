package kexec.api.memory;

/** Memory that the machine may have, but that the source of a memory map cannot determine. */
public enum UnknownMemory {
  /** Where memory is reserved for a crash kernel: this user may not see it. */
  CRASH_REGION,
  /**
   * Which memory of the running kernel a crash kernel gets in addition to its region, although some
   * was requested.
   */
  CRASH_CMA
}

package kexec.api.plan;

import java.util.Locale;

/** The purpose of a segment. */
public enum SegmentRole {
  /** The kernel itself. */
  KERNEL,
  /** The initial RAM disk, all its files concatenated. */
  INITRD,
  /** A module beside the kernel, in the terms of Multiboot. */
  MODULE,
  /** The parameters that the boot protocol passes to the kernel, with the command line. */
  BOOT_PARAMS,
  /** The code that brings the processor into the entry state. */
  STUB,
  /** The code that checks the other segments' digests before the kernel is entered. */
  PURGATORY,
  /** The device tree. */
  DTB,
  /** The ELF header with which a crash kernel finds the memory of the crashed kernel. */
  ELFCOREHDR,
  /** Room for memory that a crash kernel overwrites and that the dump must contain. */
  BACKUP;

  /**
   * {@return the name used in texts, JSON documents and file names: lower case, words joined by
   * hyphens}
   */
  public String label() {
    return this == BOOT_PARAMS ? "boot-params" : name().toLowerCase(Locale.ROOT);
  }
}

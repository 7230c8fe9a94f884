package kexec.api.plan;

import java.util.Locale;

/** What a segment is for. */
public enum SegmentRole {
  /** The kernel itself. */
  KERNEL,
  /** The initial RAM disk, all its files joined. */
  INITRD,
  /** A module beside the kernel, as Multiboot names it. */
  MODULE,
  /** The parameters that the boot protocol hands over, with the command line. */
  BOOT_PARAMS,
  /** The code that brings the processor into the entry state. */
  STUB,
  /** The code that checks the other segments' digests before the kernel is entered. */
  PURGATORY,
  /** The device tree. */
  DTB,
  /** The ELF header by which a crash kernel finds the memory of the crashed one. */
  ELFCOREHDR,
  /** Room for memory that a crash kernel overwrites and that the dump must have. */
  BACKUP;

  /**
   * Returns the name that texts, JSON documents and file names use.
   *
   * @return the name in lower case, its words joined by hyphens
   */
  public String label() {
    return this == BOOT_PARAMS ? "boot-params" : name().toLowerCase(Locale.ROOT);
  }
}

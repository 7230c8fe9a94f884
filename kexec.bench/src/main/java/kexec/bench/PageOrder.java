package kexec.bench;

/** Which pages an allocator hands out first. */
public enum PageOrder {
  /** Pages that are no destination, as on a machine with much more memory than the image has. */
  ORDINARY,
  /** Each page is the destination before the one that it is wanted for, and is exchanged. */
  EXCHANGING,
  /** The destinations from the last one on, so that each page has to wait for its turn. */
  WAITING
}

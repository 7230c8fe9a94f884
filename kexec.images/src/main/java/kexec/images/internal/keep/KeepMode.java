package kexec.images.internal.keep;

/** How much is done for configured images. */
public enum KeepMode {
  /** They are kept loaded, by a process that runs on. */
  KEEP,
  /** They are loaded as they are now: what asks for it knows that the files are complete. */
  ONCE,
  /** Nothing is done: another process keeps them, or none. */
  OBSERVE
}

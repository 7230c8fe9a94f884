package kexec.api.machine;

/** How content reaches a place in machine memory. */
public enum WriteAccess {
  /** The loader can write it at once, before the jump. */
  DIRECT,
  /** The loader cannot reach it: content is staged elsewhere and moved at the jump. */
  STAGED
}

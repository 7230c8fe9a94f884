package kexec.linux.security;

import kexec.linux.internal.KernelFile;

/** Which users a process sees, as {@code /proc/self/uid_map} tells. */
final class UserNamespace {

  /** The longest map that is read, in bytes: 340 lines of three numbers. */
  static final int MAX_MAP = 340 * KernelFile.WORD;

  private static final String ALL = "0 0 4294967295";

  private UserNamespace() {}

  /**
   * Tells whether this is the machine's own namespace, or one that is like it. The rights of root
   * in another one are not those that loading needs.
   *
   * @param text the map
   * @return whether every user is mapped to itself
   */
  static boolean isInitial(String text) {
    return text.strip().replaceAll("\\s+", " ").equals(ALL);
  }
}

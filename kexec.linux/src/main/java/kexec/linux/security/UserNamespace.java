package kexec.linux.security;

import kexec.linux.internal.KernelFile;

/** The user mapping of a process, from {@code /proc/self/uid_map}. */
final class UserNamespace {

  /** The maximum size of a map in bytes: 340 lines of three numbers. */
  static final int MAX_MAP = 340 * KernelFile.WORD;

  private static final String ALL = "0 0 4294967295";

  private UserNamespace() {}

  /**
   * {@return whether this is the initial user namespace, or an equivalent one: whether every user
   * is mapped to itself} Root's privileges in another namespace do not suffice for loading.
   *
   * @param text the map
   */
  static boolean isInitial(String text) {
    return text.strip().replaceAll("\\s+", " ").equals(ALL);
  }
}

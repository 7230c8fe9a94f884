package kexec.x86.internal;

import kexec.api.boot.BootFile;
import kexec.api.text.FileName;

/**
 * The string passed to a kernel or a module: the file's name, a blank and the command line, as boot
 * loaders did before GRUB 2. Xen skips the first word unless the boot loader calls itself GRUB 1 or
 * later.
 */
final class MultibootText {

  private MultibootText() {}

  /** Joins both; a name with blanks would be more than one word. */
  static String of(BootFile file, String commandLine) {
    String name = FileName.of(file.path()).replaceAll("\\s", "_");
    return commandLine.isEmpty() ? name : name + " " + commandLine;
  }
}

package kexec.linux.host;

import java.util.List;
import java.util.regex.Pattern;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;

/** Reads which file systems are mounted (proc(5), {@code /proc/pid/mounts}). */
public final class MountReader {

  private static final int MAX_MOUNTS = 16 << 20;
  private static final int FIELDS = 4;
  private static final Pattern BLANK = Pattern.compile(" ");
  private static final Pattern COMMA = Pattern.compile(",");

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public MountReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the mount points of writable file systems on block devices, with the kernel's escapes
   * for blanks and similar}
   *
   * @throws kexec.api.fault.BadFileException if the list is absent, malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public List<String> writableDisks() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/self/mounts"));
    String text = file.text(MAX_MOUNTS);
    for (String line : text.lines().toList()) {
      if (BLANK.split(line, -1).length < FIELDS) {
        throw Malformed.text(file.source(), line, "a mounted file system");
      }
    }
    return text.lines()
        .map(line -> BLANK.split(line, -1))
        .filter(fields -> fields[0].startsWith("/dev/"))
        .filter(fields -> COMMA.splitAsStream(fields[3]).anyMatch("rw"::equals))
        .map(fields -> fields[1])
        .toList();
  }
}

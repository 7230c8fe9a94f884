package kexec.linux.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Numbers;

/** Reads which watchdogs run (Linux, Documentation/ABI/testing/sysfs-class-watchdog). */
public final class WatchdogReader {

  /** Linux, drivers/watchdog/watchdog_core.h: MAX_DOGS. */
  private static final int MAX_DOGS = 32;

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public WatchdogReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the watchdogs that run, ascending by name; none if the kernel does not show them}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read one
   */
  public List<Watchdog> running() throws KexecException {
    List<Watchdog> running = new ArrayList<>();
    for (Path entry : Directories.entries(root.resolve("/sys/class/watchdog"), MAX_DOGS)) {
      if (word(entry, "state").equals(Optional.of("active"))) {
        running.add(
            new Watchdog(
                FileName.of(entry.getFileName()),
                word(entry, "identity").orElse(""),
                seconds(entry)));
      }
    }
    return List.copyOf(running);
  }

  private static OptionalLong seconds(Path entry) throws KexecException {
    Optional<String> text = word(entry, "timeout");
    return text.isPresent()
        ? OptionalLong.of(Numbers.count(FileName.of(entry), text.get()))
        : OptionalLong.empty();
  }

  private static Optional<String> word(Path entry, String name) throws KexecException {
    return new KernelFile(entry.resolve(name)).textIfPresent(KernelFile.WORD).map(String::strip);
  }
}

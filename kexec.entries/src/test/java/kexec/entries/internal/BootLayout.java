package kexec.entries.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;

/** The files of a system, in a directory. */
public final class BootLayout {

  private static final String LOADER = "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

  private final Path root;
  private String osArch = "amd64";

  public BootLayout(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** Writes a text file. */
  public BootLayout file(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file. */
  public BootLayout bytes(String name, byte[] content) {
    try {
      Path path = path(name);
      Files.createDirectories(path.getParent());
      Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Writes stubs in place of kernels and initial RAM disks. */
  public BootLayout stubs(String... names) {
    for (String name : names) {
      file(name, name);
    }
    return this;
  }

  /** Creates a symbolic link. */
  public BootLayout link(String name, String target) {
    try {
      Path path = path(name);
      Files.createDirectories(path.getParent());
      Files.createSymbolicLink(path, Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Sets a variable that boot loaders exchange with the system. */
  public BootLayout variable(String name, String text) {
    byte[] content = ("\u0000\u0000" + text + "\u0000").getBytes(StandardCharsets.UTF_16LE);
    content[0] = 7;
    return bytes("/sys/firmware/efi/efivars/" + name + LOADER, content);
  }

  /** Mounts file systems: a device, its visible directory, and a mount point, in pairs of lines. */
  public BootLayout mounts(String... mounts) {
    StringBuilder text = new StringBuilder();
    for (String mount : mounts) {
      String[] parts = mount.split(" ", -1);
      text.append(
          "30 1 %s %s %s rw,relatime shared:1 - ext4 /dev/x rw%n"
              .formatted(parts[0], parts[1], parts[2]));
    }
    return file("/proc/self/mountinfo", text.toString());
  }

  public BootLayout osArch(String value) {
    osArch = value;
    return this;
  }

  /** {@return where a file of the system is} */
  public Path path(String name) {
    return root.resolve(name.substring(1));
  }

  public SystemEntries entries() {
    return new SystemEntries(new LinuxRoot(root), osArch);
  }

  public BootEntries.Listing list() {
    try {
      return entries().list();
    } catch (KexecException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return an entry, whether it can be loaded or not} */
  public BootEntry entry(String id) {
    return list().entries().stream()
        .filter(entry -> entry.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + list()));
  }

  /** {@return the codes of the findings of an entry} */
  public String codes(String id) {
    return String.join(" ", entry(id).findings().stream().map(Finding::code).toList());
  }

  /** {@return the codes of the findings of the listing} */
  public String codes() {
    return String.join(" ", list().findings().stream().map(Finding::code).toList());
  }
}

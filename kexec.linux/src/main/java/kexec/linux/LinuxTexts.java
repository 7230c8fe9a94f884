package kexec.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.linux.internal.ReadFaults;

/** Reads the texts that the parsers of this package accept. */
public final class LinuxTexts {

  /**
   * The maximum length of a command line in bytes: the kernel's own limits are 256 bytes to 4 KiB,
   * and {@code /proc/cmdline} may include what a boot configuration adds.
   */
  public static final int MAX_COMMAND_LINE = 1 << 16;

  private final Path proc;

  /** Creates a reader of the running system. */
  public LinuxTexts() {
    this(Path.of("/proc"));
  }

  /**
   * Creates a reader of another {@code /proc}.
   *
   * @param proc the directory in place of {@code /proc}; its sibling {@code sys} is used in place
   *     of {@code /sys}
   */
  public LinuxTexts(Path proc) {
    this.proc = proc;
  }

  /** {@return the system that is read} */
  public LinuxRoot root() {
    Path above = proc.getParent();
    return new LinuxRoot(above == null ? Path.of("") : above);
  }

  /**
   * {@return the running kernel's command line as {@link ByteText}, without the trailing line end}
   *
   * @throws BadFileException if it is absent, or longer than {@link #MAX_COMMAND_LINE}
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public KernelCommandLine commandLine() throws KexecException {
    Path file = proc.resolve("cmdline");
    byte[] bytes =
        BoundedFile.read(file, MAX_COMMAND_LINE)
            .orElseThrow(
                () ->
                    new BadFileException(
                        new Fault(
                            "command-line-too-long",
                            "reading " + FileName.of(file),
                            "it is longer than " + MAX_COMMAND_LINE + " bytes",
                            "Give the command line with --append instead.")));
    String text = ByteText.of(bytes);
    // Removed first: an unclosed quote would include it.
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return KernelCommandLine.parse(line);
  }

  /**
   * {@return the file with the initial RAM disk with which the running kernel was booted} Linux 6.6
   * and later provide it as {@code /sys/firmware/initrd} if their command line has {@code
   * retain_initrd}.
   *
   * @throws BadFileException if the running kernel did not retain it
   */
  public Path retainedInitrd() throws KexecException {
    Path file = proc.resolveSibling("sys").resolve("firmware/initrd");
    if (!Files.exists(file)) {
      throw new BadFileException(
          new Fault(
              "initrd-not-retained",
              "reusing the initial RAM disk of the running kernel",
              "it was not kept: there is no " + FileName.of(file),
              "Name its file with --initrd=FILE; Linux 6.6 and later keep it when they are booted"
                  + " with retain_initrd."));
    }
    return file;
  }

  /**
   * {@return the running machine's memory map from {@code /proc/iomem}}
   *
   * @throws MemoryMapException if it is malformed, or if the kernel hides the addresses
   * @throws KexecException if it cannot be read
   */
  public MemoryMap memoryMap() throws KexecException {
    return memoryMap(proc.resolve("iomem"));
  }

  /**
   * {@return the content of {@code /proc/iomem} of the running machine}
   *
   * @throws MemoryMapException if it is malformed, or if the kernel hides the addresses
   * @throws KexecException if it cannot be read
   */
  public Iomem iomem() throws KexecException {
    Path file = proc.resolve("iomem");
    byte[] text =
        BoundedFile.read(file, MemoryMapText.MAX_LENGTH)
            .orElseThrow(() -> MemoryMapText.tooLong(FileName.of(file)));
    return Iomem.parse(FileName.of(file), ByteText.of(text));
  }

  /**
   * {@return a memory map from a file in any format that {@link MemoryMapText} accepts}
   *
   * @param file the file, which may be a pipe
   * @throws MemoryMapException if it is not a memory map
   * @throws BadFileException if it is absent, cannot be read, or is not UTF-8
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public MemoryMap memoryMap(Path file) throws KexecException {
    try (InputStream in = Files.newInputStream(file)) {
      return MemoryMapText.read(FileName.of(file), in);
    } catch (IOException e) {
      throw ReadFaults.of(file, e);
    }
  }
}

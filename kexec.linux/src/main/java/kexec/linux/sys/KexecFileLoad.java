package kexec.linux.sys;

import java.util.Optional;

/**
 * {@code kexec_file_load}.
 *
 * @param kernelFd a descriptor of the kernel file, or {@link #NO_FILE}
 * @param initrdFd a descriptor of the initial RAM disk, or {@link #NO_FILE}
 * @param commandLine the command line without the NUL that is appended for the kernel; if empty,
 *     not even a NUL is passed
 * @param flags {@code KEXEC_FILE_*} of {@link LinuxNumbers}
 */
public record KexecFileLoad(int kernelFd, int initrdFd, Optional<String> commandLine, long flags)
    implements SystemCall {

  /** The descriptor that means no file. */
  public static final int NO_FILE = -1;

  /**
   * {@return the call that empties a slot, without files}
   *
   * @param flags the slot; {@link LinuxNumbers#KEXEC_FILE_UNLOAD} is added
   */
  public static KexecFileLoad unload(long flags) {
    return new KexecFileLoad(
        NO_FILE, NO_FILE, Optional.empty(), flags | LinuxNumbers.KEXEC_FILE_UNLOAD);
  }

  @Override
  public String name() {
    return "kexec_file_load";
  }

  @Override
  public String summary() {
    return text(commandLine.map(line -> line.length() + " characters").orElse("NULL"));
  }

  @Override
  public String toString() {
    return text(commandLine.map(line -> '"' + line + '"').orElse("NULL"));
  }

  private String text(String line) {
    return "kexec_file_load(kernel_fd=%s, initrd_fd=%s, cmdline=%s, flags=0x%x)"
        .formatted(kernelFd, initrdFd, line, flags);
  }
}

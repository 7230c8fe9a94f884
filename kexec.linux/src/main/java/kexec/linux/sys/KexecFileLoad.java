package kexec.linux.sys;

import java.util.Optional;

/**
 * {@code kexec_file_load}.
 *
 * @param kernelFd a descriptor of the kernel file, or {@link #NO_FILE}
 * @param initrdFd a descriptor of the initial RAM disk, or {@link #NO_FILE}
 * @param commandLine the command line without the NUL that is handed over behind it; nothing hands
 *     over not even a NUL
 * @param flags {@code KEXEC_FILE_*} of {@link LinuxNumbers}
 */
public record KexecFileLoad(int kernelFd, int initrdFd, Optional<String> commandLine, long flags)
    implements SystemCall {

  /** Stands for a descriptor where there is no file. */
  public static final int NO_FILE = -1;

  /**
   * Returns the call that empties a slot.
   *
   * @param flags which slot; {@link LinuxNumbers#KEXEC_FILE_UNLOAD} is added
   * @return the call, without files
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
    return "kexec_file_load(kernel_fd=%d, initrd_fd=%d, cmdline=%s, flags=0x%x)"
        .formatted(kernelFd, initrdFd, line, flags);
  }
}

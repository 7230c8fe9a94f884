package kexec.core.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;

/**
 * The kernel that runs on this host.
 *
 * @param release its release, as {@code uname -r} shows it
 * @param version its version, as {@code uname -v} shows it
 * @param commandLine the command line that it was booted with, as {@link ByteText}
 */
public record RunningKernel(String release, String version, String commandLine) {

  /** The maximum in bytes: Linux's own limits are 64 bytes for its names, and 4 KiB. */
  private static final int MAX_BYTES = 1 << 16;

  /** Given by a boot loader and by kexec, so that they tell of the boot and not of the kernel. */
  private static final List<String> OF_THE_BOOT = List.of("BOOT_IMAGE=", "elfcorehdr=");

  private static final String CRASH_REGION = "crashkernel=";

  /**
   * {@return the running kernel; empty if it cannot be read}
   *
   * @param root the root of the host's file system
   */
  public static Optional<RunningKernel> read(Path root) {
    Path proc = root.resolve("proc");
    try {
      return Optional.of(
          new RunningKernel(
              text(proc.resolve("sys/kernel/osrelease")),
              text(proc.resolve("sys/kernel/version")),
              text(proc.resolve("cmdline"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ByteText.of(in.readNBytes(MAX_BYTES)).strip();
    }
  }

  /** {@return whether another one is the same kernel; it may have been booted with other words} */
  public boolean isSame(RunningKernel other) {
    return release.equals(other.release) && version.equals(other.version);
  }

  /**
   * {@return whether a command line made from this kernel's is the same as one made from another's:
   * what belongs to a boot and, in an image for the crash slot, the crash region is left out of
   * both}
   *
   * @param other the other kernel
   * @param slot the slot that the image is for
   */
  public boolean givesSameCommandLine(RunningKernel other, Slot slot) {
    return words(slot).equals(other.words(slot));
  }

  private List<String> words(Slot slot) {
    return Stream.of(commandLine.split("\\s+"))
        .filter(word -> OF_THE_BOOT.stream().noneMatch(word::startsWith))
        .filter(word -> slot != Slot.CRASH || !word.startsWith(CRASH_REGION))
        .toList();
  }

  /** {@return the release and the version, for people} */
  public String name() {
    return release + " " + version;
  }
}

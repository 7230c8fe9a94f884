package kexec.rehearse.internal.init;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;

/**
 * Makes the archive with the first program of a rehearsed image. It follows the image's initial RAM
 * disks, at a multiple of 4 bytes, and the command line tells the kernel to start {@link #PATH}.
 */
public final class RehearsalInit {

  /** The path of the program. */
  public static final String PATH = "/.jkexec/init";

  /**
   * The word for the command line. The last of such words counts, and none counts after a lone
   * {@code --}. Linux drops the arguments for init that precede it.
   */
  public static final String WORD = "rdinit=" + PATH;

  private static final Set<Architecture> KNOWN =
      Set.of(Architecture.X86_64, Architecture.ARM64, Architecture.ARM);

  private static final String DIRECTORY = PATH.substring(1, PATH.lastIndexOf('/'));
  private static final int OF_OWNER = 0700;

  private RehearsalInit() {}

  /**
   * {@return the archive; a new array that the caller owns}
   *
   * @param architecture of the kernel
   * @param options what the program is told
   * @throws KexecException if there is no program for the architecture, or the next program's path
   *     is too long
   */
  public static byte[] archive(Architecture architecture, InitOptions options)
      throws KexecException {
    byte[] program = program(architecture);
    requirePath(options);
    // The devices are those of Linux, Documentation/admin-guide/devices.txt.
    return new CpioArchive()
        .directory(DIRECTORY, OF_OWNER)
        .directory(DIRECTORY + "/proc", OF_OWNER)
        .file(PATH.substring(1), OF_OWNER, program)
        .file(DIRECTORY + "/options", 0600, options.bytes())
        .characterDevice(DIRECTORY + "/kmsg", 0600, 1, 11)
        .characterDevice(DIRECTORY + "/console", 0600, 5, 1)
        .bytes();
  }

  private static byte[] program(Architecture architecture) throws KexecException {
    if (!KNOWN.contains(architecture)) {
      throw new KexecException(
          new Fault(
              "rehearsal-init-architecture",
              "making an init for the rehearsal on " + architecture.label(),
              "there is none for this architecture",
              "Rehearse until the image's own init, or until a marker of its own."));
    }
    String resource = "init-" + architecture.label();
    try (InputStream in = RehearsalInit.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requirePath(InitOptions options) throws KexecException {
    if (!options.isPathUsable()) {
      throw new KexecException(
          new Fault(
              "rehearsal-init-path",
              "making an init for the rehearsal that runs '%s'"
                  .formatted(options.next().orElse("")),
              "the path is empty or longer than %s bytes".formatted(InitOptions.LONGEST_PATH),
              "Correct rdinit= on the image's command line."));
    }
  }
}

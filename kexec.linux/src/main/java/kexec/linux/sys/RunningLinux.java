package kexec.linux.sys;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.fault.NotPermittedException;

/**
 * The kernel that this process runs on.
 *
 * <p>Its calls need a native library that JNA unpacks to a temporary directory. They are therefore
 * created on demand and may be unavailable; code that only reads does not need them.
 */
public final class RunningLinux {

  private static final String ATTEMPTED = "loading JNA's native library, to call the kernel";

  private static final Map<Errno, String> ENGLISH =
      Map.of(
          Errno.EPERM, "Operation not permitted",
          Errno.ENOENT, "No such file or directory",
          Errno.ESRCH, "No such process",
          Errno.EBUSY, "Device or resource busy",
          Errno.ENODEV, "No such device",
          Errno.ENOTDIR, "Not a directory",
          Errno.EPIPE, "Broken pipe",
          Errno.ENAMETOOLONG, "File name too long",
          Errno.ELOOP, "Too many levels of symbolic links");

  /** What Java adds to the text of ELOOP. */
  private static final String OF_A_LOOP = " or unable to access attributes of symbolic link";

  private RunningLinux() {}

  /**
   * {@return the calls of the kernel; the first call loads the native library}
   *
   * @throws NoMachineException if this is not Linux on a supported architecture
   * @throws NotPermittedException if the Java platform forbids native access
   * @throws KexecException if the native library cannot be loaded: no space for it, a directory
   *     mounted noexec, or no library for this architecture
   */
  public static LinuxCalls calls() throws KexecException {
    Properties platform = System.getProperties();
    LinuxAbi abi = abi(platform);
    try {
      Libc.bind();
      return new NativeLinux(abi);
    } catch (LinkageError e) {
      throw isForbidden(e) ? forbidden(e) : new KexecException(notLoaded(e, platform), e);
    } catch (IllegalCallerException e) {
      throw forbidden(e);
    }
  }

  /**
   * {@return whether an exception, or its cause, reports an error for which Java has no type of
   * exception, only the C library's text in the language of this process} Without native calls,
   * English is understood.
   *
   * @param failure the exception
   * @param error one of EPERM, ENOENT, ESRCH, EBUSY, ENODEV, ENOTDIR, EPIPE, ENAMETOOLONG and ELOOP
   * @throws IllegalArgumentException if it is another one
   */
  public static boolean reports(IOException failure, Errno error) {
    String english = ENGLISH.get(error);
    if (english == null) {
      throw new IllegalArgumentException(error + " has no text");
    }
    if (failure.getCause() instanceof IOException beneath) {
      return reports(beneath, error);
    }
    String text =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    if (text == null) {
      return false;
    }
    String said = text.replace(OF_A_LOOP, "");
    if (ENGLISH.containsValue(said)) {
      // Without the native library, which takes its time.
      return english.equals(said);
    }
    return message(error).filter(said::equals).isPresent();
  }

  /**
   * {@return the C library's text for an error in the language of this process, as exceptions of
   * Java have it; empty if native calls are unavailable}
   *
   * @param error the error
   */
  public static Optional<String> message(Errno error) {
    try {
      Libc.bind();
      return Optional.of(Libc.strerror(error.number()));
    } catch (LinkageError | IllegalCallerException e) {
      return Optional.empty();
    }
  }

  /** Only the first attempt shows the cause: later ones report an uninitialised class. */
  private static boolean isForbidden(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .anyMatch(IllegalCallerException.class::isInstance);
  }

  private static NotPermittedException forbidden(Throwable cause) {
    return new NotPermittedException(
        new Fault(
            "native-access-denied",
            ATTEMPTED,
            "the Java platform forbids it",
            "Start Java with --enable-native-access=ALL-UNNAMED."),
        cause);
  }

  private static LinuxAbi abi(Properties platform) throws NoMachineException {
    String system = platform.getProperty("os.name", "");
    String arch = platform.getProperty("os.arch", "");
    if (system.toLowerCase(Locale.ROOT).equals("linux")) {
      var known = LinuxAbi.ofJava(arch);
      if (known.isPresent()) {
        return known.get();
      }
    }
    throw new NoMachineException(
        new Fault(
            "abi-unknown",
            "calling the kernel",
            "the numbers of its calls are not known for %s on %s".formatted(system, arch),
            "Use Linux on x86_64, arm64, arm or i386."));
  }

  static Fault notLoaded(LinkageError error, Properties platform) {
    String directory = platform.getProperty("jna.tmpdir");
    String where =
        directory != null ? directory : "~/.cache/JNA, or the Java platform's temporary directory";
    return new Fault(
        "native-library-not-loaded",
        ATTEMPTED,
        "%s (it is unpacked to %s)".formatted(error.getMessage(), where),
        "Make room there; or name a directory that has room and from which programs may be"
            + " executed with -Djna.tmpdir=DIRECTORY; or name the directory in which"
            + " libjnidispatch.so lies with -Djna.boot.library.path=DIRECTORY; then start again."
            + " Where the Java platform forbids native calls, start it with"
            + " --enable-native-access=ALL-UNNAMED.");
  }
}

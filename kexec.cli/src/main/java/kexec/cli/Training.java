package kexec.cli;

import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.launch.KeptState;
import kexec.launch.PrivateDirectory;

/**
 * Runs the commands once in one JVM that records which classes they use, for the archive from which
 * later starts map them. Takes JNA's native library out of the jar, for the same reason. Nothing on
 * the host changes.
 */
public final class Training {

  private Training() {}

  /**
   * Runs the commands; their results are written to standard output.
   *
   * @param words {@code quick} for the commands that only ask, or {@code all}; and the directory
   *     for the native library
   * @throws IOException if a file cannot be written
   * @throws KexecException if there is no directory for temporary files
   */
  public static void main(String[] words) throws IOException, KexecException {
    Path own = PrivateDirectory.ofThisRun().path();
    System.setProperty(KeptState.PROPERTY, own.resolve("state").toString());
    String kernel = Files.write(own.resolve("kernel"), TrainingKernel.bzImage()).toString();
    quick(kernel).forEach(Main::run);
    if (words[0].equals("all")) {
      openLibrary(Path.of(words[1]));
      String elf = Files.write(own.resolve("vmlinux"), TrainingKernel.elf()).toString();
      others(kernel, elf).forEach(Main::run);
    }
  }

  private static List<List<String>> quick(String kernel) {
    return List.of(
        List.of("--help"),
        List.of("--version"),
        List.of("status"),
        List.of("status", "--all"),
        List.of("-S"),
        List.of("backends"),
        List.of("inspect", kernel));
  }

  private static List<List<String>> others(String kernel, String elf) {
    return List.of(
        List.of("status", "--all", "--json"),
        List.of("inspect", elf),
        List.of("plan", kernel, "--machine=sim", "--initrd=" + kernel, "--append=quiet"),
        List.of("plan", elf, "--machine=sim"),
        List.of("plan", kernel, "--machine=sim", "--json"),
        List.of("load", "-c", kernel, "--machine=sim", "--reuse-cmdline"),
        List.of("load", "-c", kernel),
        List.of("status"),
        List.of("exec", "--machine=sim"),
        List.of("simulate", kernel),
        List.of("crashsize"));
  }

  /** The library stays in the directory; without it, each process unpacks its own. */
  private static void openLibrary(Path directory) throws IOException, KexecException {
    String library = System.mapLibraryName("jnidispatch");
    String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + library;
    try (InputStream in = Training.class.getResourceAsStream(resource)) {
      if (in != null) {
        Path unnamed = Files.createTempFile(directory, library, ".new");
        Files.copy(in, unnamed, StandardCopyOption.REPLACE_EXISTING);
        Files.move(unnamed, directory.resolve(library), StandardCopyOption.ATOMIC_MOVE);
        System.setProperty("jna.boot.library.path", directory.toString());
        new NativeCalls().run().sync();
      }
    }
  }
}

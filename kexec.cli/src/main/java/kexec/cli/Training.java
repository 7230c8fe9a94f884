package kexec.cli;

import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.launch.KeptState;
import kexec.launch.PrivateDirectory;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.LinuxCalls;

/**
 * Runs the commands once in one JVM that records which classes they use, for the archive from which
 * later starts map them. Takes JNA's native library out of the jar, for the same reason. Nothing on
 * the host changes.
 */
public final class Training {

  /** More than one processor digests at once. */
  private static final int INITRD_BYTES = 5 << 19;

  private Training() {}

  /**
   * Runs the commands; their results are written to standard output.
   *
   * @param words {@code quick} for the commands that only ask, {@code plan}, or {@code all}; and
   *     the directory for the native library
   * @throws IOException if a file cannot be written
   * @throws KexecException if there is no directory for temporary files
   */
  public static void main(String[] words) throws IOException, KexecException {
    Main.useLogger();
    Path own = PrivateDirectory.ofThisRun().path();
    System.setProperty(KeptState.PROPERTY, own.resolve("state").toString());
    String kernel = Files.write(own.resolve("kernel"), TrainingKernel.bzImage()).toString();
    NativeCalls calls = new NativeCalls();
    String initrd = Files.write(own.resolve("initrd"), new byte[INITRD_BYTES]).toString();
    if (!words[0].equals("plan")) {
      run(quick(kernel), LinuxRoot.running(), calls);
    }
    if (!words[0].equals("quick")) {
      run(plans(kernel, initrd), LinuxRoot.running(), calls);
    }
    if (words[0].equals("all")) {
      unpackLibrary(Path.of(words[1]));
      String elf = Files.write(own.resolve("vmlinux"), TrainingKernel.elf()).toString();
      run(others(kernel, elf), LinuxRoot.running(), calls);
      TrainingSystem system = TrainingSystem.in(own.resolve("linux"));
      LinuxCalls all = system.calls(calls.run());
      run(loads(kernel, initrd), system.root(), () -> all);
    }
  }

  private static void run(List<List<String>> commands, LinuxRoot root, Attempt<LinuxCalls> calls) {
    for (List<String> words : commands) {
      Ahead.start(words);
      Main.run(words, root, calls);
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
        List.of("entries"),
        List.of("inspect", kernel));
  }

  private static List<List<String>> plans(String kernel, String initrd) {
    return List.of(
        List.of("plan", kernel, "--machine=sim", "--initrd=" + initrd, "--append=quiet"));
  }

  private static List<List<String>> others(String kernel, String elf) {
    return List.of(
        List.of("status", "--all", "--json"),
        List.of("inspect", elf),
        List.of("plan", elf, "--machine=sim"),
        List.of("plan", kernel, "--machine=sim", "--json"),
        List.of("load", "-c", kernel, "--machine=sim", "--reuse-cmdline"),
        List.of("status"),
        List.of("exec", "--machine=sim"),
        List.of("simulate", kernel),
        List.of("crashsize"));
  }

  private static List<List<String>> loads(String kernel, String initrd) {
    return List.of(
        List.of("-c", "-l", kernel, "--initrd=" + initrd, "--append=quiet"),
        List.of("load", "-c", kernel, "--reuse-cmdline"),
        List.of("load", "-s", kernel),
        List.of("load", "-p", kernel, "--append=quiet"),
        List.of("status", "--all"),
        List.of("unload", "-p"),
        List.of("unload"));
  }

  /** The library stays in the directory; without it, each process unpacks its own. */
  private static void unpackLibrary(Path directory) throws IOException {
    String library = System.mapLibraryName("jnidispatch");
    String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + library;
    try (InputStream in = Training.class.getResourceAsStream(resource)) {
      if (in != null) {
        // The launcher removes it if this process is killed.
        Path unnamed = directory.resolve("new." + ProcessHandle.current().pid());
        Files.copy(in, unnamed, StandardCopyOption.REPLACE_EXISTING);
        Files.move(unnamed, directory.resolve(library), StandardCopyOption.ATOMIC_MOVE);
        System.setProperty("jna.boot.library.path", directory.toString());
      }
    }
  }
}

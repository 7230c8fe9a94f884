package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A library that is preloaded into a command, numbers the calls by which it works on the files of a
 * directory, and lets something happen at one of them: {@code moments.c}. Immutable.
 */
final class Moments {

  /** Calls that leave no trace behind them, so that a death there is one before the next call. */
  private static final Set<String> LOOKS = Set.of("look", "read", "stat");

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32,}");

  private final Path library;

  /**
   * One call.
   *
   * @param number its number, from 1
   * @param call what it does
   * @param path the file, below the directory
   */
  record Moment(int number, String call, String path) {

    static Moment of(String line) {
      String[] words = line.split(" ", 3);
      return new Moment(Integer.parseInt(words[0]), words[1], words[2]);
    }

    /** {@return whether it changes or locks something} */
    boolean acts() {
      return !LOOKS.contains(call);
    }

    /** {@return the same text for the same call on a file of the same kind} */
    String kind() {
      return call + " " + DIGEST.matcher(ID.matcher(path).replaceAll("ID")).replaceAll("DIGEST");
    }

    /**
     * {@return the same text for the same call on a file of the same use, in whatever directory}
     */
    String use() {
      String name = path.substring(path.lastIndexOf('/') + 1);
      return call + " " + (name.contains(".") ? name.substring(name.lastIndexOf('.')) : "/");
    }

    @Override
    public String toString() {
      return number + " " + kind();
    }
  }

  private Moments(Path library) {
    this.library = library;
  }

  /** {@return what is lacking here to compile and preload a library; empty if nothing is} */
  static String lacking() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
      return "calls are counted on Linux only";
    }
    return Files.isExecutable(Path.of("/usr/bin/gcc")) ? "" : "there is no gcc";
  }

  /** Compiles the library. */
  static Moments in(Path directory) throws Exception {
    Path library = directory.resolve("moments.so");
    CommandJar compiler = new CommandJar(directory);
    int status =
        compiler.process(
            List.of(
                "gcc",
                "-shared",
                "-fPIC",
                "-O1",
                "-Wall",
                "-Werror",
                "-o",
                library.toString(),
                Path.of("src/test/c/moments.c").toAbsolutePath().toString()));
    assertThat(status).as(compiler.err()).isZero();
    return new Moments(library);
  }

  /**
   * {@return the environment of a command whose calls are counted}
   *
   * @param directory the directory
   * @param log the file for the list of calls
   * @param number the call at which something happens; 0 for none
   * @param happens what, in the words of {@code moments.c}
   */
  Map<String, String> environment(Path directory, Path log, int number, String happens) {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "MOMENTS_BELOW", directory.toString(),
        "MOMENTS_LOG", log.toString(),
        "MOMENTS_AT", Integer.toString(number),
        "MOMENTS_DO", happens);
  }

  /**
   * {@return how often a command has made calls that change or lock the files of a directory, as
   * strace saw it, in the words of {@code moments.c}}
   *
   * @param trace what strace wrote, with the paths of open files
   * @param directory the directory
   */
  static Map<String, Integer> traced(Path trace, Path directory) throws IOException {
    Map<String, Integer> calls = new TreeMap<>();
    try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
      lines
          .filter(line -> line.contains(directory + "/") || line.contains(directory + "\""))
          .filter(line -> !line.contains("execve(") && !line.contains(" resumed>"))
          .map(Moments::traced)
          .filter(call -> !call.isEmpty())
          .forEach(call -> calls.merge(call, 1, Integer::sum));
    }
    return calls;
  }

  /** {@return the word for a call; empty if it changes nothing} */
  private static String traced(String line) {
    String name = line.replaceFirst("^[0-9]+ +([a-z0-9_]+)\\(.*", "$1");
    return switch (name) {
      case "rename", "renameat", "renameat2" -> "rename";
      case "unlink", "unlinkat", "rmdir" -> "remove";
      case "mkdir", "mkdirat" -> "mkdir";
      case "fsync", "fdatasync" -> "force";
      case "write", "pwrite64", "writev" -> "write";
      case "ftruncate" -> "truncate";
      case "open", "openat" -> line.contains("O_CREAT") ? "create" : "";
      case "fcntl" -> line.contains("F_UNLCK") ? "unlock" : line.contains("F_SETLK") ? "lock" : "";
      case "read",
          "pread64",
          "readv",
          "lseek",
          "close",
          "mmap",
          "getdents64",
          "access",
          "dup",
          "dup2" ->
          "";
      default -> name.contains("stat") || name.contains("readlink") ? "" : name;
    };
  }

  /** {@return the calls that a command has made} */
  static List<Moment> read(Path log) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(log)) {
      return lines.map(Moment::of).toList();
    }
  }
}

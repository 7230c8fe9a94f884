package kexec.vmtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The root directory of a small Debian, in which programs run as if it were the system's. Only root
 * can do that.
 *
 * @param directory where it is on this machine
 */
record DebianRoot(Path directory) {

  /** Its /proc ends with the program. */
  private static final String ENTER = "mount -t proc proc \"$1/proc\"; exec chroot \"$@\"";

  private static final String NOT_FILES_OF_PACKAGES =
      "find / -xdev ( -path /proc -o -path /var/lib/dpkg -o -path /var/log -o -path /run -o -path /tmp ) -prune -o -print";

  /** {@return whether this process may enter another root and mount there} */
  static boolean canBeEntered() throws IOException, InterruptedException {
    return call(List.of("unshare", "--mount", "true")).status() == 0;
  }

  /** Unpacks what {@code tools/debian-root} has made. */
  static DebianRoot unpack(Path archive, Path directory) throws IOException, InterruptedException {
    Output output =
        call(
            List.of(
                "tar",
                "-x",
                "--numeric-owner",
                "-f",
                archive.toString(),
                "-C",
                directory.toString()));
    if (output.status() != 0) {
      throw new GuestFailure("cannot unpack " + archive + ": " + output.text());
    }
    return new DebianRoot(directory);
  }

  /** Runs a program there, as root. */
  Output run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"));
    command.addAll(List.of("LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"));
    command.addAll(List.of("unshare", "--mount", "sh", "-ec", ENTER, "sh", directory.toString()));
    command.addAll(List.of(words));
    return call(command);
  }

  /** {@return the paths of all files but those that dpkg and others write about packages} */
  Set<String> files() throws IOException, InterruptedException {
    return new TreeSet<>(run(NOT_FILES_OF_PACKAGES.split(" ")).text().lines().toList());
  }

  private static Output call(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), text);
  }

  /**
   * What a program left.
   *
   * @param status its exit status
   * @param text what it wrote to both streams
   */
  record Output(int status, String text) {}
}

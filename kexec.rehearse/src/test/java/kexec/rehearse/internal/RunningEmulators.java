package kexec.rehearse.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The emulators that this process has started, and that run. */
final class RunningEmulators {

  private static final Pattern SOCKET = Pattern.compile("socket,id=monitor,path=(.*)/monitor");

  private RunningEmulators() {}

  /** {@return their processes} */
  static List<ProcessHandle> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().command().filter(c -> c.contains("qemu-system")).isPresent())
        .toList();
  }

  /** {@return the directories of their sockets} */
  static List<Path> directories() {
    return processes().stream()
        .flatMap(each -> each.info().arguments().stream())
        .flatMap(Arrays::stream)
        .flatMap(RunningEmulators::directory)
        .toList();
  }

  private static Stream<Path> directory(String word) {
    Matcher socket = SOCKET.matcher(word);
    return socket.matches() ? Stream.of(Path.of(socket.group(1))) : Stream.empty();
  }
}

package kexec.shell.internal.args;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts kexec-tools arguments to a command with its arguments: {@code -l K --append x} to {@code
 * load K --append x}. In kexec-tools the operation is an option, anywhere on the line.
 */
final class KexecToolsWords {

  private static final Map<String, String> EARLY =
      Map.of(
          "-h", "--help",
          "--help", "--help",
          "-v", "--version",
          "--version", "--version");

  private static final Set<String> CRASH = Set.of("-p", "--load-panic", "--crash");

  /** kexec-tools accepts these with every operation; only a load uses them. */
  private static final Set<String> OF_LOADING =
      Set.of(
          "-a",
          "--kexec-syscall-auto",
          "-c",
          "--kexec-syscall",
          "-s",
          "--kexec-file-syscall",
          "-i",
          "--no-checks",
          "--hotplug");

  /** kexec-tools accepts these with every operation; only an exec uses them. */
  private static final Set<String> OF_EXECUTING = Set.of("-x", "--no-ifdown", "-y", "--no-sync");

  /** What jkexec always does. */
  private static final Set<String> ALWAYS = Set.of("--hotplug");

  private static final Set<String> WITH_VALUE =
      Set.of(
          "--append",
          "--command-line",
          "--initrd",
          "--ramdisk",
          "--mem-min",
          "--mem-max",
          "--type",
          "-t",
          "--machine",
          "--memory-map",
          "--module",
          "--entry");

  private static final String NO_WAY_BACK =
      "the running kernel is always replaced, and no image can jump back to it";

  private static final String NO_LIVE_UPDATE = "a running Xen is replaced, never updated in place";

  private static final Map<String, String> UNSUPPORTED =
      Map.ofEntries(
          Map.entry("--load-preserve-context", NO_WAY_BACK),
          Map.entry("--load-jump-back-helper", NO_WAY_BACK),
          Map.entry("--load-live-update", NO_LIVE_UPDATE),
          Map.entry("--exec-live-update", NO_LIVE_UPDATE));

  private final List<String> rest = new ArrayList<>();
  private @Nullable String operation;
  private @Nullable String spelling;
  private boolean crash;
  private boolean loading;

  private KexecToolsWords() {}

  /**
   * Rewrites arguments that do not start with a command.
   *
   * @param words at least one
   * @param commands the names of the commands, for suggestions
   * @return the command
   * @throws UsageException if they name no operation, or two, or one that jkexec does not have
   */
  static Invocation rewrite(List<String> words, Set<String> commands) throws UsageException {
    KexecToolsWords rewriting = new KexecToolsWords();
    List<String> single = ShortOptions.split(words, WITH_VALUE);
    for (int i = 0; i < single.size(); i++) {
      String word = single.get(i);
      String early = EARLY.get(word);
      if (early != null) {
        return new Invocation(early, List.of());
      }
      if (word.equals("--")) {
        rewriting.rest.addAll(single.subList(i, single.size()));
        break;
      }
      rewriting.take(word);
      if (WITH_VALUE.contains(word) && i + 1 < single.size()) {
        rewriting.rest.add(single.get(++i));
      }
    }
    return rewriting.result(words.get(0), commands);
  }

  private void take(String word) throws UsageException {
    String named = KexecToolsOperation.command(word).orElse(null);
    String reason = UNSUPPORTED.get(word);
    if (reason != null) {
      throw new UsageException("kexec-tools' " + word + " is not there: " + reason);
    }
    if (CRASH.contains(word)) {
      crash = true;
    } else if (named != null) {
      take(word, named);
    } else if (!ALWAYS.contains(word)) {
      rest.add(word);
    }
  }

  /** With -S, -l is not an operation but selects the default slot, as -p selects the crash slot. */
  private void take(String word, String named) throws UsageException {
    loading |= named.equals("load");
    boolean onlySlot = named.equals("load") && "status".equals(operation);
    boolean wasOnlySlot = named.equals("status") && "load".equals(operation);
    if (operation != null && !operation.equals(named) && !onlySlot && !wasOnlySlot) {
      throw new UsageException(
          spelling + " and " + word + " are two operations: run one after the other");
    }
    if (!onlySlot) {
      operation = named;
      spelling = word;
    }
  }

  /** The first word may be misspelt; otherwise a command behind it is in the wrong place. */
  private String hint(String first, Set<String> commands) {
    String alike = Suggestion.after(first, commands);
    return rest.stream()
        .filter(word -> alike.isEmpty() && commands.contains(word))
        .findFirst()
        .map(command -> "; the command '" + command + "' comes first")
        .orElse(alike);
  }

  private Invocation result(String first, Set<String> commands) throws UsageException {
    if (operation == null && !crash) {
      throw new UsageException(
          "'"
              + first
              + "' is no command, and there is none of -l, -p, -u, -e, -S, --print-ckr-size"
              + hint(first, commands));
    }
    String command = operation == null ? "load" : operation;
    List<String> words = new ArrayList<>();
    boolean asks = command.equals("status");
    if (asks) {
      words.add("--exit-loaded");
    }
    if (crash || (asks && !loading)) {
      words.add("--crash");
    }
    boolean loads = command.equals("load");
    boolean executes = command.equals("exec");
    rest.stream()
        .filter(word -> loads || !OF_LOADING.contains(word))
        .filter(word -> executes || !OF_EXECUTING.contains(word))
        .forEach(words::add);
    return new Invocation(command, words);
  }
}

package kexec.rehearse.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.cause.ConsoleRungs;
import kexec.rehearse.internal.cause.KernelLines;
import kexec.rehearse.internal.emulator.RegisterDump;
import kexec.rehearse.internal.kernel.KernelLog;

/**
 * What shows how far a kernel has come: its registers, its console, and its log in memory. For one
 * thread.
 */
final class Evidence {

  /** The log in memory is looked at this often while the console says nothing new. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  /**
   * A first program that sleeps may never be seen to run; the kernel denies a failed one at once.
   */
  private static final Duration UNDENIED = Duration.ofSeconds(3);

  /** The first lines of a console, and the last ones, prove how far it came. */
  private static final int FIRST = 1000;

  private static final int LAST = 3000;

  private final Ladder ladder;
  private final KernelLog log;
  private final Optional<String> marker;
  private final Rung proved;
  private final boolean wide;
  private final List<String> lines = new ArrayList<>();
  private List<String> logged = List.of();
  private Duration lastLook = Duration.ZERO;
  private Optional<Duration> announced = Optional.empty();
  private boolean userMode;
  private boolean panic;

  /**
   * Creates it.
   *
   * @param ladder is told how far the kernel has come
   * @param log the kernel's log
   * @param marker a text that only a program in user mode writes, if one is known
   * @param proved the rung that is reached with it
   * @param wide whether the kernel's addresses have 64 bits
   */
  Evidence(Ladder ladder, KernelLog log, Optional<String> marker, Rung proved, boolean wide) {
    this.ladder = ladder;
    this.log = log;
    this.marker = marker;
    this.proved = proved;
    this.wide = wide;
  }

  /**
   * Takes the registers of the running guest.
   *
   * @param seen the registers
   * @param executes whether the processor can read the next instruction
   */
  void registers(RegisterDump seen, boolean executes) {
    if (executes && isKernelAddress(seen.instruction())) {
      ladder.reach(Rung.RUNNING);
    }
    userMode |= seen.isUserMode() && ladder.has(Rung.RUNNING);
  }

  /** The upper half of the addresses; machine addresses of a 64-bit kernel may need 32 bits. */
  private boolean isKernelAddress(long address) {
    return wide ? address < 0 : (int) address < 0;
  }

  /** Takes new lines of the console. */
  void console(List<String> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    lines.addAll(fresh);
    if (lines.size() > FIRST + LAST) {
      lines.subList(FIRST, lines.size() - LAST).clear();
    }
    lastLook = ladder.elapsed();
    look(lines, fresh);
  }

  /**
   * Looks at the log in memory if the console says too little.
   *
   * @param last whether nothing can follow
   */
  void memory(boolean last) {
    boolean silent = ladder.elapsed().minus(lastLook).compareTo(SILENCE) >= 0;
    if (last || silent || (userMode && announced.isEmpty())) {
      logged = log.lines();
      // A log that is not found says nothing, not even that init was not started.
      if (!logged.isEmpty()) {
        look(logged, logged);
      }
      lastLook = ladder.elapsed();
    }
    // After a panic nothing can deny it any more.
    boolean settled = last || panic || userMode;
    announced
        .filter(since -> settled || ladder.elapsed().minus(since).compareTo(UNDENIED) >= 0)
        .ifPresent(since -> ladder.reach(Rung.INIT));
  }

  private void look(List<String> all, List<String> fresh) {
    Rung told = ConsoleRungs.highest(all).orElse(Rung.NONE);
    for (Rung rung : List.of(Rung.VERSION, Rung.INITRD)) {
      if (told.compareTo(rung) >= 0 && (rung != Rung.INITRD || hasInitrd(all))) {
        ladder.reach(rung);
      }
    }
    boolean isAnnounced = told.compareTo(Rung.INIT) >= 0;
    announced = isAnnounced ? announced.or(() -> Optional.of(ladder.elapsed())) : Optional.empty();
    for (String line : fresh) {
      panic |= KernelLines.isPanic(line);
      unfinished(line);
    }
  }

  /** Takes the line of the console that is not complete yet: a prompt may be the marker. */
  void unfinished(String line) {
    marker
        .filter(text -> line.contains(text) && !KernelLines.repeatsCommandLine(line))
        .ifPresent(seen -> ladder.reach(proved));
  }

  private static boolean hasInitrd(List<String> all) {
    return all.stream().anyMatch(line -> line.contains("Freeing initrd memory"));
  }

  /** {@return whether the kernel, or the hypervisor below it, has panicked} */
  boolean isPanic() {
    return panic;
  }

  /** {@return the kernel's log as it stands in memory now} */
  List<String> log() {
    return logged.isEmpty() ? log.lines() : logged;
  }

  /** {@return the lines of the console and of the log, as far as they were looked at} */
  List<String> all() {
    List<String> all = new ArrayList<>(lines);
    all.addAll(logged);
    return all;
  }
}

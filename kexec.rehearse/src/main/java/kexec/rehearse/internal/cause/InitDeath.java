package kexec.rehearse.internal.cause;

import java.util.Map;
import java.util.regex.MatchResult;

/** Explains why the first process could not run, or ended. */
final class InitDeath {

  private static final int SIGNAL = 0x7f;

  /** Signals of programs that are damaged, or made for another processor (signal(7)). */
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL, an instruction that the processor does not have",
          6, "SIGABRT",
          7, "SIGBUS",
          8, "SIGFPE",
          9, "SIGKILL",
          11, "SIGSEGV",
          31, "SIGSYS");

  private static final Map<Integer, String> STATUSES =
      Map.of(
          126, "a program could not be executed",
          127, "a program or a library was not found");

  private static final Map<Integer, String> ERRORS =
      Map.of(
          2, "the file, or the interpreter or loader that it names, is not there",
          5, "it cannot be read",
          8, "it is no program, or one for another processor",
          12, "there is too little memory",
          13, "it is not executable");

  private InitDeath() {}

  /**
   * {@return the meaning of a wait status (wait(2)) in hexadecimal, which is the first group}
   *
   * @param match of {@code exitcode=0x([0-9a-f]+)}
   */
  static String status(MatchResult match) {
    int status = (int) Long.parseLong(match.group(1), 16);
    int signal = status & SIGNAL;
    if (signal != 0) {
      return ", by the signal " + signal + named(SIGNALS, signal);
    }
    int code = status >> 8 & 0xff;
    return ", with the status " + code + named(STATUSES, code);
  }

  /**
   * {@return the meaning of an error number (errno(3)), which is the first group}
   *
   * @param match of {@code error -(\d+)}
   */
  static String error(MatchResult match) {
    String meaning = ERRORS.get(Integer.parseInt(match.group(1)));
    return meaning == null ? "" : ", because " + meaning;
  }

  private static String named(Map<Integer, String> names, int number) {
    String name = names.get(number);
    return name == null ? "" : " (" + name + ")";
  }
}

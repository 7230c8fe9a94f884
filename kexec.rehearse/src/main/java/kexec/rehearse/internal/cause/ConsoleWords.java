package kexec.rehearse.internal.cause;

import kexec.linux.KernelCommandLine;
import kexec.linux.KernelParameter;

/** The words of a kernel's command line that make it write where an emulator can read it. */
final class ConsoleWords {

  private ConsoleWords() {}

  /**
   * {@return whether a command line names a console on a serial port or one of a hypervisor}
   *
   * @param commandLine the kernel's command line
   */
  static boolean areIn(String commandLine) {
    return KernelCommandLine.parse(commandLine).parameters().stream()
        .anyMatch(ConsoleWords::isConsole);
  }

  private static boolean isConsole(KernelParameter parameter) {
    String value = parameter.value().orElse("");
    return switch (parameter.name()) {
      case "console" -> !value.isEmpty() && !value.startsWith("tty0") && !isNone(value);
      case "earlyprintk" -> value.contains("ttyS") || value.contains("serial");
      case "earlycon" -> true;
      default -> false;
    };
  }

  /** Virtual terminals are shown on a screen. */
  private static boolean isNone(String value) {
    return value.equals("null") || value.matches("tty\\d+");
  }
}

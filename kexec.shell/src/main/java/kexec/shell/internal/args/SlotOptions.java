package kexec.shell.internal.args;

import java.util.List;
import java.util.Optional;
import kexec.api.plan.Slot;

/** The slot and the machine. */
public final class SlotOptions {

  private static final Option CRASH =
      Option.flag("The crash slot instead of the default one.", "-p", "--crash");

  private static final Option MACHINE =
      KernelOptions.machine(
          "The machine; by default where the wanted image is, else the best one.");

  /** The options. */
  public static final List<Option> ALL = List.of(CRASH, MACHINE);

  private final Arguments arguments;

  /**
   * Takes the options of a command.
   *
   * @param arguments the command's arguments
   */
  public SlotOptions(Arguments arguments) {
    this.arguments = arguments;
  }

  /** {@return the slot} */
  public Slot slot() {
    return arguments.has(CRASH) ? Slot.CRASH : Slot.DEFAULT;
  }

  /** {@return the machine's name, or empty if none was named} */
  public Optional<String> machine() {
    return arguments.value(MACHINE);
  }
}

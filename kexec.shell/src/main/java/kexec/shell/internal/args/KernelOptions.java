package kexec.shell.internal.args;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxTexts;

/** The kernel, the other parts of its image, and the machine. */
public final class KernelOptions {

  /** The first parameter. */
  public static final Syntax.Parameter KERNEL =
      new Syntax.Parameter("KERNEL", "The kernel file; none with --entry.", false);

  /** The machine that is asked. */
  public static final Option MACHINE = machine("The machine; by default the best one present.");

  /** The options. */
  public static final List<Option> ALL = Syntax.join(PlanOptions.ALL, List.of(MACHINE));

  private final Arguments arguments;
  private final KernelChoice choice;

  /**
   * {@return the option that names a machine}
   *
   * @param description what the machine is for
   */
  public static Option machine(String description) {
    return Option.value("NAME", description, "--machine").among(List.of("linux", "xen", "sim"));
  }

  /**
   * Takes the options of a command.
   *
   * @param arguments the command's arguments
   * @throws UsageException if a value makes no sense
   */
  public KernelOptions(Arguments arguments) throws UsageException {
    this.arguments = arguments;
    this.choice = new KernelChoice(arguments);
  }

  /**
   * {@return whether a command's arguments name a kernel, as a file or by a boot entry}
   *
   * @param arguments the command's arguments
   */
  public static boolean isNamed(Arguments arguments) {
    return arguments.hasParameter(0) || arguments.has(PlanOptions.ENTRY);
  }

  /** {@return the kernel file; empty if a boot entry names it} */
  public Optional<Path> kernel() {
    return choice.file();
  }

  /** {@return whether the plan is for another machine's memory} */
  public boolean isForAnotherMachine() {
    return choice.memoryMap().isPresent();
  }

  /**
   * {@return the request, with what is known of the boot entry}
   *
   * @param linux reads the running system
   * @param entries finds what reads the boot entries, if one is named
   * @throws KexecException if a file that an option names cannot be read, or the entry is not there
   *     or cannot be loaded
   */
  public ChosenImage image(LinuxTexts linux, Attempt<BootEntries> entries) throws KexecException {
    return choice.image(arguments.value(MACHINE).orElse(null), linux, entries);
  }

  /**
   * {@return the request alone}
   *
   * @param linux reads the running system
   * @param entries finds what reads the boot entries, if one is named
   * @throws KexecException as {@link #image} does
   */
  public PlanRequest request(LinuxTexts linux, Attempt<BootEntries> entries) throws KexecException {
    return image(linux, entries).request();
  }
}

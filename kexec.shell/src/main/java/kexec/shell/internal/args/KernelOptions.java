package kexec.shell.internal.args;

import java.nio.file.Path;
import java.util.List;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxTexts;

/** The kernel, the other parts of its image, and the machine. */
public final class KernelOptions {

  /** The first parameter. */
  public static final Syntax.Parameter KERNEL = new Syntax.Parameter("KERNEL", "The kernel file.");

  /** The machine that is asked. */
  public static final Option MACHINE =
      Option.value("NAME", "The machine; by default the best one present.", "--machine");

  /** The options. */
  public static final List<Option> ALL = Syntax.join(PlanOptions.ALL, List.of(MACHINE));

  private final Arguments arguments;
  private final Path kernel;
  private final PlanOptions options;

  /**
   * Takes the options of a command.
   *
   * @param arguments the command's arguments
   * @throws UsageException if a value makes no sense
   */
  public KernelOptions(Arguments arguments) throws UsageException {
    this.arguments = arguments;
    this.kernel = arguments.parameter(0);
    this.options = new PlanOptions(arguments);
  }

  /** {@return the kernel file} */
  public Path kernel() {
    return kernel;
  }

  /** {@return whether the plan is for another machine's memory} */
  public boolean isForAnotherMachine() {
    return options.memoryMap().isPresent();
  }

  /**
   * {@return the request}
   *
   * @param linux reads the running system
   * @throws KexecException if a file that an option names cannot be read
   */
  public PlanRequest request(LinuxTexts linux) throws KexecException {
    return options.request(kernel, linux).machine(arguments.value(MACHINE).orElse(null)).build();
  }
}

package kexec.shell.internal.args;

import java.nio.file.Path;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxTexts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The kernel, the other parts of its image, and the machine. */
public final class KernelOptions {

  @Parameters(paramLabel = "KERNEL", description = "The kernel file.")
  @SuppressWarnings("NullAway.Init") // picocli rejects command lines without it
  private Path kernel;

  @Mixin private final PlanOptions options = new PlanOptions();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine; by default the best one present.")
  private @Nullable String machine;

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
   * @throws UsageException if the options conflict
   * @throws KexecException if a file that an option names cannot be read
   */
  public PlanRequest request(LinuxTexts linux) throws UsageException, KexecException {
    return options.request(kernel, linux).machine(machine).build();
  }
}

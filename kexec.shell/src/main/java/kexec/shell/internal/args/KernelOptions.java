package kexec.shell.internal.args;

import java.nio.file.Path;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxTexts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A kernel, what its image is made of, and for which machine. */
public final class KernelOptions {

  @Parameters(paramLabel = "KERNEL", description = "The kernel file.")
  @SuppressWarnings("NullAway.Init") // picocli refuses words without it
  private Path kernel;

  @Mixin private final PlanOptions options = new PlanOptions();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine; by default the best one present.")
  private @Nullable String machine;

  /**
   * Returns the kernel.
   *
   * @return the file
   */
  public Path kernel() {
    return kernel;
  }

  /**
   * Tells whether another machine's memory is planned for.
   *
   * @return whether it is
   */
  public boolean isForAnotherMachine() {
    return options.memoryMap().isPresent();
  }

  /**
   * Makes the request.
   *
   * @param linux what the running system is asked by
   * @return the request
   * @throws UsageException if the options contradict one another
   * @throws KexecException if a file that an option names cannot be read
   */
  public PlanRequest request(LinuxTexts linux) throws UsageException, KexecException {
    return options.request(kernel, linux).machine(machine).build();
  }
}

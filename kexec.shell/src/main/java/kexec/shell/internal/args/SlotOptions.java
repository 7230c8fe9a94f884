package kexec.shell.internal.args;

import java.util.Optional;
import kexec.api.plan.Slot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The slot and the machine. */
public final class SlotOptions {

  @Option(
      names = {"-p", "--crash"},
      description = "The crash slot instead of the default one.")
  private boolean crash;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine; by default where the wanted image is, else the best one.")
  private @Nullable String machine;

  /** {@return the slot} */
  public Slot slot() {
    return crash ? Slot.CRASH : Slot.DEFAULT;
  }

  /** {@return the machine's name, or empty if none was named} */
  public Optional<String> machine() {
    return Optional.ofNullable(machine);
  }
}

package kexec.shell.internal.args;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxTexts;
import org.jspecify.annotations.Nullable;

/** What is planned: a kernel file, or a boot entry. */
public final class KernelChoice {

  private final PlanOptions options;
  private final Optional<Path> file;

  /**
   * Takes the first parameter of a command, and its options.
   *
   * @param arguments the command's arguments
   * @throws UsageException if both or none are named, or a value makes no sense
   */
  public KernelChoice(Arguments arguments) throws UsageException {
    boolean named = arguments.hasParameter(0);
    file = named ? Optional.of(arguments.parameter(0)) : Optional.empty();
    options = new PlanOptions(arguments);
    if (!named && options.entry().isEmpty()) {
      throw new UsageException("KERNEL is missing, or --entry=ID");
    }
    if (named && options.entry().isPresent()) {
      throw new UsageException("--entry names the kernel: leave out KERNEL");
    }
  }

  /** {@return the kernel file; empty if a boot entry names it} */
  public Optional<Path> file() {
    return file;
  }

  /** {@return the path of another machine's memory map, or empty if none was given} */
  public Optional<Path> memoryMap() {
    return options.memoryMap();
  }

  /**
   * {@return the request, with what is known of the entry}
   *
   * @param machine the machine's name; null for no particular one
   * @param linux reads the running system
   * @param entries finds what reads the boot entries, if one is named
   * @throws KexecException if a file that an option names cannot be read, or the entry is not there
   *     or cannot be loaded
   */
  public ChosenImage image(@Nullable String machine, LinuxTexts linux, Attempt<BootEntries> entries)
      throws KexecException {
    if (file.isPresent()) {
      return new ChosenImage(
          options.request(file.get(), linux).machine(machine).build(), List.of());
    }
    BootEntry entry = entries.run().find(options.entry().orElseThrow());
    return new ChosenImage(
        options.request(entry, linux).machine(machine).build(), entry.findings());
  }
}

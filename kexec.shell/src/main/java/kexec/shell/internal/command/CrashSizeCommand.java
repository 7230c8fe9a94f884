package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.memory.MemoryMap;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.CrashSize;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Prints the size of the memory reserved for a crash kernel. */
public final class CrashSizeCommand implements Command<CrashSize> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "crashsize",
          "Print the size of the crash region in bytes: 0 where none is reserved. --print-ckr-size is"
              + " the same.",
          List.of(),
          List.of(KernelOptions.MACHINE),
          List.of("crashsize", "--print-ckr-size"));

  private final Optional<String> machine;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   */
  public CrashSizeCommand(Arguments arguments) {
    machine = arguments.value(KernelOptions.MACHINE);
  }

  @Override
  public CrashSize call(CommandContext bench) throws KexecException {
    return new CrashSize(map(bench).crashRegion());
  }

  /** Memory may be reserved even if the kernel cannot load images. */
  private MemoryMap map(CommandContext bench) throws KexecException {
    try {
      return bench.kexec().memoryMap(machine);
    } catch (NoMachineException e) {
      if (machine.isPresent()) {
        throw e;
      }
      return bench.linux().memoryMap();
    }
  }

  @Override
  public void show(CrashSize size, Page page) {
    Texts.crashSize(size, page);
  }

  @Override
  public JsonElement json(CrashSize size) {
    return Documents.crashSize(size);
  }
}

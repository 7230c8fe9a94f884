package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.memory.MemoryMap;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.CrashSize;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the size of the memory reserved for a crash kernel. */
@CommandLine.Command(
    name = "jkexec crashsize",
    sortOptions = false,
    description =
        "Print the size of the crash region in bytes: 0 where none is reserved. --print-ckr-size is"
            + " the same.",
    footer = {"", "Examples:", "  jkexec crashsize", "  jkexec --print-ckr-size"})
public final class CrashSizeCommand implements Command<CrashSize> {

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine; by default the best one present.")
  private @Nullable String machine;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public CrashSize call(CommandContext bench) throws KexecException {
    return new CrashSize(map(bench).crashRegion());
  }

  /** Memory may be reserved even if the kernel cannot load images. */
  private MemoryMap map(CommandContext bench) throws KexecException {
    try {
      return bench.kexec().memoryMap(Optional.ofNullable(machine));
    } catch (NoMachineException e) {
      if (machine != null) {
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

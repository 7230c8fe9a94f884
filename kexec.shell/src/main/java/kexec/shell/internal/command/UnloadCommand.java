package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.SlotOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.Unloaded;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Unloads a slot's image. */
@CommandLine.Command(
    name = "jkexec unload",
    sortOptions = false,
    description = "Take the image out of a slot. An empty slot stays empty. -u is the same.",
    footer = {"", "Examples:", "  jkexec unload", "  jkexec -u -p"})
public final class UnloadCommand implements Command<Unloaded> {

  @Mixin private final SlotOptions options = new SlotOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public Unloaded call(CommandContext bench) throws KexecException {
    boolean held = bench.kexec().unload(options.slot(), options.machine());
    return new Unloaded(options.slot(), options.machine(), held);
  }

  @Override
  public void show(Unloaded unloaded, Page page) {
    Texts.unloaded(unloaded, page);
  }

  @Override
  public JsonElement json(Unloaded unloaded) {
    return Documents.unloaded(unloaded);
  }
}

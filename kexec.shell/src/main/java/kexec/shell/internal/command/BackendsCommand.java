package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import kexec.api.Backend;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Lists the present backends. */
@CommandLine.Command(
    name = "jkexec backends",
    sortOptions = false,
    description = "Tell which machines and boot protocols are present, which are chosen, and why.",
    footer = {"", "Examples:", "  jkexec backends", "  jkexec backends --json"})
public final class BackendsCommand implements Command<List<Backend>> {

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public List<Backend> call(CommandContext bench) {
    return bench.kexec().backends();
  }

  @Override
  public void show(List<Backend> backends, Page page) {
    Texts.backends(backends, page);
  }

  @Override
  public JsonElement json(List<Backend> backends) {
    return Documents.backends(backends);
  }
}

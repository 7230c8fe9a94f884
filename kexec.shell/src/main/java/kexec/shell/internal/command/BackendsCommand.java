package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import kexec.api.Backend;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Lists the present backends. */
public final class BackendsCommand implements Command<List<Backend>> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "backends",
          "Tell which machines and boot protocols are present, which are chosen, and why.",
          List.of(),
          List.of(),
          List.of("backends", "backends --json"));

  /** Creates the command. */
  public BackendsCommand() {}

  @Override
  public List<Backend> call(CommandContext bench) throws KexecException {
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

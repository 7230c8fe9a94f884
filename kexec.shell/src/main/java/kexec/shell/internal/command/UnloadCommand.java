package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.SlotOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.Unloaded;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Unloads a slot's image. */
public final class UnloadCommand implements Command<Unloaded> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "unload",
          "Take the image out of a slot. An empty slot stays empty. -u is the same.",
          List.of(),
          SlotOptions.ALL,
          List.of("unload", "-u -p"));

  private final SlotOptions options;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   */
  public UnloadCommand(Arguments arguments) {
    options = new SlotOptions(arguments);
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

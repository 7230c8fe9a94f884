package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import kexec.api.Inspection;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Identifies a file. */
public final class InspectCommand implements Command<Inspection> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "inspect",
          "Tell what a file is to every boot protocol.",
          List.of(new Syntax.Parameter("FILE", "The file.")),
          List.of(),
          List.of("inspect /boot/vmlinuz"));

  private final Path file;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public InspectCommand(Arguments arguments) throws UsageException {
    file = arguments.parameter(0);
  }

  @Override
  public Inspection call(CommandContext bench) throws KexecException {
    bench.progress().step("inspecting " + FileName.of(file));
    return bench.kexec().inspect(file);
  }

  @Override
  public void show(Inspection inspection, Page page) {
    Texts.inspection(inspection, page);
  }

  @Override
  public JsonElement json(Inspection inspection) {
    return Documents.inspection(inspection);
  }
}

package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import kexec.api.Inspection;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Identifies a file. */
@CommandLine.Command(
    name = "jkexec inspect",
    sortOptions = false,
    description = "Tell what a file is to every boot protocol.",
    footer = {"", "Examples:", "  jkexec inspect /boot/vmlinuz"})
public final class InspectCommand implements Command<Inspection> {

  @Parameters(paramLabel = "FILE", description = "The file.")
  @SuppressWarnings("NullAway.Init") // picocli rejects command lines without it
  private Path file;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
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

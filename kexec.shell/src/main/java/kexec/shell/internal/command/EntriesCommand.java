package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import kexec.api.entry.BootEntries;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.json.EntriesJson;
import kexec.shell.internal.text.EntriesText;
import kexec.shell.internal.text.Page;

/** Lists the boot loader's entries. */
public final class EntriesCommand implements Command<BootEntries.Listing> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "entries",
          "List what the boot loader offers, which entry it takes at the next boot, and what could"
              + " not be told. plan, load, simulate, rehearse and export take an entry with"
              + " --entry=ID.",
          List.of(),
          List.of(),
          List.of("entries", "entries --json", "load --entry=default"));

  /** Creates the command. */
  public EntriesCommand() {}

  @Override
  public BootEntries.Listing call(CommandContext bench) throws KexecException {
    return bench.entries().list();
  }

  @Override
  public void show(BootEntries.Listing listing, Page page) {
    EntriesText.write(listing, page);
  }

  @Override
  public JsonElement json(BootEntries.Listing listing) {
    return EntriesJson.of(listing);
  }
}

package kexec.shell.internal.text;

import java.util.ArrayList;
import java.util.List;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;
import kexec.api.text.Printable;

/** Formats boot entries. */
public final class EntriesText {

  private EntriesText() {}

  /**
   * Writes the entries of a system.
   *
   * @param listing the entries
   * @param page the destination
   */
  public static void write(BootEntries.Listing listing, Page page) {
    if (listing.entries().isEmpty()) {
      page.line("no boot entry was found");
    } else {
      table(listing, page);
      page.line(
          listing.defaultId().isPresent()
              ? "default: %s (%s)".formatted(listing.defaultId().get(), listing.reason())
              : "default: cannot be told");
    }
    page.findings(listing.findings());
    for (BootEntry entry : listing.entries()) {
      if (!entry.findings().isEmpty()) {
        page.heading(Printable.of(entry.id()));
        page.findings(entry.findings());
      }
    }
  }

  private static void table(BootEntries.Listing listing, Page page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "id", "title", "version", "source"));
    for (BootEntry entry : listing.entries()) {
      rows.add(
          List.of(
              mark(entry, listing),
              entry.id(),
              entry.title(),
              entry.version().orElse("-"),
              entry.source().kind().label() + " " + FileName.of(entry.source().file())));
    }
    page.table(rows);
  }

  /** An asterisk for the default, as in other tables; an exclamation mark for a useless entry. */
  private static String mark(BootEntry entry, BootEntries.Listing listing) {
    String chosen = listing.defaultId().filter(entry.id()::equals).isPresent() ? "*" : " ";
    return entry.findings().stream().anyMatch(Finding::isError) ? chosen + "!" : chosen;
  }
}

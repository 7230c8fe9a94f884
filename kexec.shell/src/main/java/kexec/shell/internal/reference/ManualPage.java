package kexec.shell.internal.reference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.shell.internal.args.KexecToolsOperation;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;

/**
 * The manual page.
 *
 * @param commands what it is about
 */
record ManualPage(CommandLines commands) {

  /**
   * {@return the page in the man(7) macros}
   *
   * @param version the version of the program
   * @param day the day of that version: year, month and day
   */
  String text(String version, String day) {
    Roff page = new Roff();
    page.title("JKEXEC", 1, day, "jkexec " + version);
    page.section("NAME");
    page.line("jkexec \\- load and start kernels, and keep a crash kernel armed");
    synopsis(page);
    ManualProse.description(page);
    page.section("COMMANDS");
    commands.commands().forEach(command -> command(page, command));
    options(page);
    kexecTools(page);
    ManualProse.after(page);
    examples(page);
    ManualProse.seeAlso(page);
    return page.toString();
  }

  private static void synopsis(Roff page) {
    String options = " [" + Roff.italic("OPTION") + " ...]";
    String operations =
        KexecToolsOperation.ALL.stream()
            .map(operation -> Roff.bold(operation.option().names().get(0)))
            .filter(name -> !name.startsWith("\\fB\\-\\-"))
            .collect(Collectors.joining("|"));
    page.section("SYNOPSIS");
    page.line(Roff.bold("jkexec") + " " + Roff.italic("COMMAND") + options);
    page.line(".br");
    page.line(Roff.bold("jkexec") + " " + operations + options);
  }

  private static void command(Roff page, Syntax command) {
    StringBuilder usage = new StringBuilder(Roff.bold(command.command()));
    command
        .parameters()
        .forEach(parameter -> usage.append(' ').append(Roff.italic(parameter.usage())));
    page.subsection(usage.toString()).text(command.description());
    Set<Option> own = new LinkedHashSet<>(command.options());
    Syntax.COMMON.forEach(own::remove);
    List<String> shared = new ArrayList<>();
    for (SharedOptions each : SharedOptions.ALL) {
      if (each.areIn(command)) {
        shared.add(each.title());
        each.options().forEach(own::remove);
      }
    }
    if (!shared.isEmpty()) {
      page.paragraph("It takes " + String.join(" and ", shared) + " (see OPTIONS).");
    }
    own.forEach(option -> option(page, option, command));
  }

  private void options(Roff page) {
    page.section("OPTIONS");
    page.text("An option's value follows it after an equals sign or as the next word.");
    page.subsection("The options of every command");
    Syntax any = commands.commands().get(0);
    Syntax.COMMON.forEach(option -> option(page, option, any));
    for (SharedOptions shared : SharedOptions.ALL) {
      page.subsection("T" + shared.title().substring(1));
      Syntax owner = commands.commands().stream().filter(shared::areIn).findFirst().orElseThrow();
      shared.options().forEach(option -> option(page, option, owner));
    }
  }

  private static void kexecTools(Roff page) {
    page.section("AS KEXEC-TOOLS");
    page.text(
        "The operation is an option there, and may stand anywhere among the others. Short options may"
            + " be written together.");
    for (KexecToolsOperation operation : KexecToolsOperation.ALL) {
      Option option = operation.option();
      page.term(names(option), "The same as jkexec " + option.description() + ".");
    }
  }

  private void examples(Roff page) {
    page.section("EXAMPLES");
    page.example(
        commands.commands().stream()
            .flatMap(command -> command.examples().stream())
            .map(example -> "jkexec " + example)
            .toList());
  }

  private static void option(Roff page, Option option, Syntax command) {
    String value = option.takesValue() ? "=" + Roff.italic(option.label()) : "";
    page.term(names(option) + value, command.explanation(option));
  }

  private static String names(Option option) {
    return option.names().stream().map(Roff::bold).collect(Collectors.joining(", "));
  }
}

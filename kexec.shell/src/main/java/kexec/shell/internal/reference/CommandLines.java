package kexec.shell.internal.reference;

import java.util.ArrayList;
import java.util.List;
import kexec.shell.internal.args.KexecToolsOperation;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.cli.Commands;

/**
 * Every command line there is.
 *
 * @param commands the commands, by name
 */
record CommandLines(List<Syntax> commands) {

  /** The command that completions know the kexec-tools form by. */
  static final String KEXEC_TOOLS = "-";

  static CommandLines all() {
    return new CommandLines(Commands.NAMES.stream().sorted().map(Commands::syntax).toList());
  }

  /** {@return the commands, and the kexec-tools form as one more} */
  List<Syntax> withKexecTools() {
    List<Syntax> all = new ArrayList<>(commands);
    all.add(kexecTools());
    return all;
  }

  /** There the operation stands anywhere, and every load's option may precede it. */
  private Syntax kexecTools() {
    Syntax load = Commands.syntax("load");
    List<Option> options = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (KexecToolsOperation operation : KexecToolsOperation.ALL) {
      options.add(operation.option());
      taken.addAll(operation.option().names());
    }
    load.options().stream()
        .filter(option -> option.names().stream().noneMatch(taken::contains))
        .filter(option -> !Syntax.COMMON.contains(option))
        .forEach(options::add);
    return new Syntax(KEXEC_TOOLS, "As kexec-tools.", load.parameters(), options, List.of());
  }

  /** {@return the first sentence of a description, without its full stop} */
  static String summary(String description) {
    int end = description.indexOf(". ");
    String first = end < 0 ? description : description.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }
}

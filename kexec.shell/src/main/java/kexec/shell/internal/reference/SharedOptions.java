package kexec.shell.internal.reference;

import java.util.List;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.RehearsalOptions;
import kexec.shell.internal.args.Syntax;

/**
 * Options that several commands have, and that a page explains once.
 *
 * @param title what they are called
 * @param options the options
 */
record SharedOptions(String title, List<Option> options) {

  static final List<SharedOptions> ALL =
      List.of(
          new SharedOptions("the options of an image", PlanOptions.ALL),
          new SharedOptions("the options of a rehearsal", RehearsalOptions.ALL));

  /** {@return whether a command has all of them} */
  boolean areIn(Syntax command) {
    return command.options().containsAll(options);
  }
}

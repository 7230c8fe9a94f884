package kexec.shell.internal.front;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.fault.KexecException;
import kexec.api.simulate.Simulator;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.cli.Cli;
import kexec.shell.internal.terminal.Terminal;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The commands in Gogo. They take the words that the command line takes, and return the values, so
 * that scripts can go on with them; {@link ValueConverter} shows them.
 */
@Component(
    service = GogoCommands.class,
    property = {
      "osgi.command.scope=kexec",
      "osgi.command.function=plan",
      "osgi.command.function=load",
      "osgi.command.function=unload",
      "osgi.command.function=exec",
      "osgi.command.function=status",
      "osgi.command.function=backends",
      "osgi.command.function=inspect",
      "osgi.command.function=simulate",
      "osgi.command.function=compare",
      "osgi.command.function=crashsize"
    })
public final class GogoCommands {

  private final Cli cli;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Simulator simulator;

  /**
   * Makes the commands.
   *
   * @param kexec plans, loads and starts
   * @param gogo waited for, because Gogo need not be there
   * @param context tells this bundle's version
   */
  @Activate
  public GogoCommands(
      @Reference Kexec kexec, @Reference CommandProcessor gogo, BundleContext context) {
    this.cli =
        new Cli(
            kexec,
            () -> Optional.ofNullable(simulator),
            new LinuxTexts(),
            context.getBundle().getVersion().toString());
  }

  GogoCommands(Cli cli) {
    this.cli = cli;
  }

  private Object evaluate(String command, String... words) throws UsageException, KexecException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return cli.evaluate(command, List.of(words), Terminal.unwatched(Writer.nullWriter(), nowhere));
  }

  /**
   * Shows what would be loaded where.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the plan; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Shows what would be loaded where; --help tells more")
  public Object plan(String... words) throws UsageException, KexecException {
    return evaluate("plan", words);
  }

  /**
   * Plans and loads.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the image that was loaded, with its plan; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Plans and loads; --help tells more")
  public Object load(String... words) throws UsageException, KexecException {
    return evaluate("load", words);
  }

  /**
   * Takes the image out of a slot.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the slot; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Takes the image out of a slot; --help tells more")
  public Object unload(String... words) throws UsageException, KexecException {
    return evaluate("unload", words);
  }

  /**
   * Starts the image in a slot.
   *
   * @param words as on the command line, {@code --help} among them
   * @return what was seen, from a receiver that does not really jump; a text where help or a
   *     document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Starts the image in a slot; --help tells more")
  public Object exec(String... words) throws UsageException, KexecException {
    return evaluate("exec", words);
  }

  /**
   * Tells what is loaded.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the slots of all receivers; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells what is loaded; --help tells more")
  public Object status(String... words) throws UsageException, KexecException {
    return evaluate("status", words);
  }

  /**
   * Tells which backends are present.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the backends; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells which backends are present; --help tells more")
  public Object backends(String... words) throws UsageException, KexecException {
    return evaluate("backends", words);
  }

  /**
   * Tells what a file is.
   *
   * @param words as on the command line, {@code --help} among them
   * @return what every protocol says of it; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells what a file is; --help tells more")
  public Object inspect(String... words) throws UsageException, KexecException {
    return evaluate("inspect", words);
  }

  /**
   * Carries a plan out on a simulated machine.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the plan and what was seen; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Carries a plan out on a simulated machine; --help tells more")
  public Object simulate(String... words) throws UsageException, KexecException {
    return evaluate("simulate", words);
  }

  /**
   * Tells in what two plans differ.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the differences; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells in what two plans differ; --help tells more")
  public Object compare(String... words) throws UsageException, KexecException {
    return evaluate("compare", words);
  }

  /**
   * Tells how much memory is reserved for a crash kernel.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the crash region; a text where help or a document is asked for
   * @throws UsageException if the words make no sense
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells how much memory is reserved for a crash kernel; --help tells more")
  public Object crashsize(String... words) throws UsageException, KexecException {
    return evaluate("crashsize", words);
  }
}

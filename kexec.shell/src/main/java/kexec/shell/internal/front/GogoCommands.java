package kexec.shell.internal.front;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.entry.BootEntries;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImages;
import kexec.api.rehearse.PlanExport;
import kexec.api.rehearse.Rehearsal;
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
 * The commands in Gogo. They accept the arguments of the command line and return values for further
 * use in scripts; {@link ValueConverter} formats them.
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
      "osgi.command.function=crashsize",
      "osgi.command.function=rehearse",
      "osgi.command.function=export",
      "osgi.command.function=entries",
      "osgi.command.function=crashkernel",
      "osgi.command.function=explain"
    })
public final class GogoCommands {

  private final Cli cli;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Simulator simulator;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Rehearsal rehearsal;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable PlanExport export;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable BootEntries bootEntries;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable ConfiguredImages images;

  /**
   * Creates the commands.
   *
   * @param kexec plans, loads and starts
   * @param gogo awaited, because Gogo is optional
   * @param context provides this bundle's version
   */
  @Activate
  public GogoCommands(
      @Reference Kexec kexec, @Reference CommandProcessor gogo, BundleContext context) {
    this.cli =
        new Cli(
            lasts -> kexec,
            () -> Optional.ofNullable(simulator),
            () -> Optional.ofNullable(rehearsal),
            () -> Optional.ofNullable(export),
            () -> Optional.ofNullable(bootEntries),
            new LinuxTexts(),
            context.getBundle().getVersion().toString(),
            () -> Optional.ofNullable(images).map(ImagesOfBundle::new));
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
   * @return the plan; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Shows what would be loaded where; --help tells more")
  public Object plan(String... words) throws UsageException, KexecException {
    return evaluate("plan", words);
  }

  /**
   * Plans and loads an image.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the loaded image with its plan; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Plans and loads; --help tells more")
  public Object load(String... words) throws UsageException, KexecException {
    return evaluate("load", words);
  }

  /**
   * Unloads a slot's image.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the slot; text if help or a document is requested
   * @throws UsageException if the words are invalid
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
   * @return what was observed, from a receiver that does not really jump; text if help or a
   *     document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Starts the image in a slot; --help tells more")
  public Object exec(String... words) throws UsageException, KexecException {
    return evaluate("exec", words);
  }

  /**
   * Shows what is loaded.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the slots of all receivers; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells what is loaded; --help tells more")
  public Object status(String... words) throws UsageException, KexecException {
    return evaluate("status", words);
  }

  /**
   * Lists the present backends.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the backends; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells which backends are present; --help tells more")
  public Object backends(String... words) throws UsageException, KexecException {
    return evaluate("backends", words);
  }

  /**
   * Identifies a file.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the result of every protocol; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells what a file is; --help tells more")
  public Object inspect(String... words) throws UsageException, KexecException {
    return evaluate("inspect", words);
  }

  /**
   * Executes a plan on a simulated machine.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the plan and what was observed; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Carries a plan out on a simulated machine; --help tells more")
  public Object simulate(String... words) throws UsageException, KexecException {
    return evaluate("simulate", words);
  }

  /**
   * Shows the differences between two plans.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the differences; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells in what two plans differ; --help tells more")
  public Object compare(String... words) throws UsageException, KexecException {
    return evaluate("compare", words);
  }

  /**
   * Shows the size of the memory reserved for a crash kernel.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the crash region; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells how much memory is reserved for a crash kernel; --help tells more")
  public Object crashsize(String... words) throws UsageException, KexecException {
    return evaluate("crashsize", words);
  }

  /**
   * Boots a plan in an emulator.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the report; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Boots a plan in an emulator and says how far it comes; --help tells more")
  public Object rehearse(String... words) throws UsageException, KexecException {
    return evaluate("rehearse", words);
  }

  /**
   * Writes a plan as one bootable file.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the report; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Writes a plan as one file that boot loaders boot; --help tells more")
  public Object export(String... words) throws UsageException, KexecException {
    return evaluate("export", words);
  }

  /**
   * Lists the boot loader's entries.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the listing; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells what the boot loader offers, and its default; --help tells more")
  public Object entries(String... words) throws UsageException, KexecException {
    return evaluate("entries", words);
  }

  /**
   * Tells how much memory to reserve for a crash kernel.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the advice; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells how much to reserve for a crash kernel; --help tells more")
  public Object crashkernel(String... words) throws UsageException, KexecException {
    return evaluate("crashkernel", words);
  }

  /**
   * Explains why a load would fail now.
   *
   * @param words as on the command line, {@code --help} among them
   * @return the explanation; text if help or a document is requested
   * @throws UsageException if the words are invalid
   * @throws KexecException if it is refused or fails
   */
  @Descriptor("Tells why a load would fail now; --help tells more")
  public Object explain(String... words) throws UsageException, KexecException {
    return evaluate("explain", words);
  }
}

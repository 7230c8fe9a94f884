package kexec.shell.internal.front;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kexec.api.Kexec;
import kexec.api.simulate.Simulator;
import kexec.api.text.ProcessWords;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.cli.Cli;
import kexec.shell.internal.terminal.SystemTerminal;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The command line, run by the bnd launcher on its main thread; its result is the process's exit
 * status. The component stays unsatisfied unless a launcher publishes arguments. {@link MainSwitch}
 * enables it.
 */
@Component(service = Callable.class, property = "main.thread=true", enabled = false)
public final class JkexecMain implements Callable<Integer> {

  private static final String ARGUMENTS = "launcher.arguments";

  private final Cli cli;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Simulator simulator;

  private final List<String> words;

  /**
   * Creates the command line.
   *
   * @param kexec plans, loads and starts
   * @param launcher the properties of the launcher's service, which has no type of its own
   * @param context provides this bundle's version
   */
  @Activate
  public JkexecMain(
      @Reference Kexec kexec,
      @Reference(service = Object.class, target = "(" + ARGUMENTS + "=*)")
          Map<String, Object> launcher,
      BundleContext context) {
    String version = context.getBundle().getVersion().toString();
    this.cli = new Cli(kexec, () -> Optional.ofNullable(simulator), new LinuxTexts(), version);
    this.words =
        launcher.get(ARGUMENTS) instanceof String[] given
            ? ProcessWords.arguments(List.of(given))
            : List.of();
  }

  @Override
  public Integer call() {
    return cli.run(words, SystemTerminal.open());
  }
}

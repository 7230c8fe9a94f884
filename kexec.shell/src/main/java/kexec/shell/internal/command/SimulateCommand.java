package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.ChosenImage;
import kexec.shell.internal.args.KernelChoice;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.SimulationResult;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Executes a plan on a simulated machine. */
public final class SimulateCommand implements Command<SimulationResult> {

  private static final Option SCRAMBLED =
      Option.flag(
          "Physical and machine frames differ by a random permutation, as under Xen.",
          "--scrambled");

  private static final Option STAGED_CRASH =
      Option.flag("The crash region cannot be written before the jump.", "--staged-crash");

  private static final Option AWKWARD =
      Option.flag("The allocator hands out the pages that are the most work to use.", "--awkward");

  private static final Option SEED =
      Option.value("N", "Of everything that is random; 1 by default.", "--seed");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "simulate",
          "Plan, load and execute on a simulated machine, and check every byte of every segment."
              + " Without --memory-map: a PC with 4 GiB of RAM and a crash region of 256 MiB.",
          List.of(KernelOptions.KERNEL),
          Syntax.join(PlanOptions.ALL, List.of(SCRAMBLED, STAGED_CRASH, AWKWARD, SEED)),
          List.of(
              "simulate /boot/vmlinuz --initrd=/boot/initrd.img",
              "simulate -p /boot/vmlinuz --memory-map=server.iomem --staged-crash",
              "simulate /boot/vmlinuz --scrambled --awkward --seed=42 --json"));

  private final KernelChoice choice;
  private final boolean scrambled;
  private final boolean stagedCrash;
  private final boolean awkward;
  private final long seed;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public SimulateCommand(Arguments arguments) throws UsageException {
    choice = new KernelChoice(arguments);
    scrambled = arguments.has(SCRAMBLED);
    stagedCrash = arguments.has(STAGED_CRASH);
    awkward = arguments.has(AWKWARD);
    seed = seed(arguments.value(SEED).orElse("1"));
  }

  private static long seed(String text) throws UsageException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException("--seed '" + text + "' is no whole number of 64 bits");
    }
  }

  @Override
  public SimulationResult call(CommandContext bench) throws KexecException {
    ChosenImage image = choice.image(null, bench.linux(), bench::entries);
    Optional<MemoryMap> named = image.request().memoryMap();
    MemoryMap memory = named.isPresent() ? named.get() : BuiltInMachine.memory();
    PlanRequest request = image.request().toBuilder().memoryMap(memory).build();
    bench.progress().step("planning " + FileName.of(request.kernel()));
    Plan plan =
        image.told(bench.kexec().plan(request, bench.progress())).toBuilder().machine(null).build();
    MachineShape shape = new MachineShape(memory, scrambled, stagedCrash, awkward, seed);
    try (SimulatedMachine machine = bench.simulator().create(shape)) {
      return new SimulationResult(plan, shape, carryOut(plan, machine.machine(), bench));
    }
  }

  private static ExecutionReport carryOut(Plan plan, MachineKexec machine, CommandContext bench)
      throws KexecException {
    bench.progress().step("loading on the simulated machine");
    PreparedImage image = machine.prepare(plan, bench.progress());
    try {
      machine.load(image);
    } finally {
      machine.cleanup(image);
    }
    bench.progress().step("executing on the simulated machine");
    machine.shutdown(plan.slot(), ShutdownMode.FORCED);
    return machine.execute(plan.slot(), bench.progress());
  }

  @Override
  public Optional<Path> kernel() {
    return choice.file();
  }

  @Override
  public void show(SimulationResult result, Page page) {
    Texts.simulation(result, page);
  }

  @Override
  public JsonElement json(SimulationResult result) {
    return Documents.simulation(result);
  }

  @Override
  public int exitStatus(SimulationResult result) {
    return result.report().succeeded() ? 0 : 1;
  }
}

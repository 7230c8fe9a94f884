package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
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
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.SimulationResult;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Executes a plan on a simulated machine. */
@CommandLine.Command(
    name = "jkexec simulate",
    sortOptions = false,
    description = {
      "Plan, load and execute on a simulated machine, and check every byte of every segment.",
      "Without --memory-map: a PC with 4 GiB of RAM and a crash region of 256 MiB."
    },
    footer = {
      "",
      "Examples:",
      "  jkexec simulate /boot/vmlinuz --initrd=/boot/initrd.img",
      "  jkexec simulate -p /boot/vmlinuz --memory-map=server.iomem --staged-crash",
      "  jkexec simulate /boot/vmlinuz --scrambled --awkward --seed=42 --json"
    })
public final class SimulateCommand implements Command<SimulationResult> {

  @Parameters(paramLabel = "KERNEL", description = "The kernel file.")
  @SuppressWarnings("NullAway.Init") // picocli rejects command lines without it
  private Path kernel;

  @Mixin private final PlanOptions options = new PlanOptions();

  @Option(
      names = "--scrambled",
      description = "Physical and machine frames differ by a random permutation, as under Xen.")
  private boolean scrambled;

  @Option(
      names = "--staged-crash",
      description = "The crash region cannot be written before the jump.")
  private boolean stagedCrash;

  @Option(
      names = "--awkward",
      description = "The allocator hands out the pages that are the most work to use.")
  private boolean awkward;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of everything that is random; 1 by default.")
  private long seed = 1;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public SimulationResult call(CommandContext bench) throws UsageException, KexecException {
    PlanRequest.Builder asked = options.request(kernel, bench.linux());
    Optional<MemoryMap> named = asked.build().memoryMap();
    MemoryMap memory = named.isPresent() ? named.get() : BuiltInMachine.memory();
    PlanRequest request = asked.memoryMap(memory).build();
    bench.progress().step("planning " + FileName.of(kernel));
    Plan plan = bench.kexec().plan(request).toBuilder().machine(null).build();
    MachineShape shape = new MachineShape(memory, scrambled, stagedCrash, awkward, seed);
    try (SimulatedMachine machine = bench.simulator().create(shape)) {
      return new SimulationResult(plan, shape, carryOut(plan, machine.machine(), bench));
    }
  }

  private static ExecutionReport carryOut(Plan plan, MachineKexec machine, CommandContext bench)
      throws KexecException {
    bench.progress().step("loading on the simulated machine");
    PreparedImage image = machine.prepare(plan);
    try {
      machine.load(image);
    } finally {
      machine.cleanup(image);
    }
    bench.progress().step("executing on the simulated machine");
    machine.shutdown(plan.slot(), ShutdownMode.FORCED);
    return machine.execute(plan.slot());
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.of(kernel);
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

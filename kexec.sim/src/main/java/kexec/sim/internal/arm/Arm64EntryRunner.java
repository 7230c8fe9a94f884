package kexec.sim.internal.arm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.EntryCode;
import kexec.sim.internal.machine.EntryRunner;
import kexec.sim.internal.machine.StartedImage;

/**
 * Executes the entry stub of an arm64 image up to the kernel's first instruction, and checks the
 * state that Linux requires there (Documentation/arch/arm64/booting.rst, section 4).
 */
public final class Arm64EntryRunner implements EntryRunner {

  /** The device tree, and three registers that are reserved and zero. */
  private static final List<String> REQUIRED = List.of("x0", "x1", "x2", "x3");

  @Override
  public boolean runs(Architecture architecture) {
    return architecture.equals(Architecture.ARM64);
  }

  @Override
  public void run(StartedImage started, Checks checks) {
    EntryState entry = started.image().entry();
    EntryCode.run(started, checks, Arm64Processor::new)
        .ifPresent(processor -> checkState(entry, processor, checks));
    Arm64Places places = new Arm64Places(started, checks);
    places.checkKernel();
    places.checkRamDisk();
    Long tree = entry.registers().get("x0");
    if (tree != null) {
      new TreeChecks(started, checks).check(tree);
      places.checkTree(tree);
    }
  }

  private static void checkState(EntryState entry, Arm64Processor processor, Checks checks) {
    checks.same("kernel entry", processor.position(), entry.kernelEntry().value());
    Set<String> names = new LinkedHashSet<>(REQUIRED);
    names.addAll(entry.registers().keySet());
    for (String name : names) {
      String subject = "register " + name;
      OptionalLong seen = processor.named(name);
      Long planned = entry.registers().get(name);
      if (planned == null) {
        checks.fail(subject, "the plan does not say what it is");
      } else if (seen.isEmpty()) {
        checks.fail(subject, "arm64 has no such register");
      } else {
        checks.same(subject, seen.getAsLong(), planned);
      }
    }
  }
}

package kexec.rehearse.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.rehearse.internal.emulator.RamWindow;
import kexec.rehearse.internal.export.Shim;
import kexec.rehearse.internal.export.ShimFile;
import kexec.rehearse.internal.machine.RehearsalTarget;

/**
 * What brings a guest to the point of the jump: on a PC, the firmware and then a shim; elsewhere
 * the emulator itself.
 *
 * @param jump where the receiver jumps
 * @param shim the shim, on a PC
 */
record StartCode(MachineAddress jump, Optional<Shim> shim) {

  /** Below it firmware and its tables lie. */
  private static final long LOWEST = 1L << 20;

  private static final long FOUR_GIB = 1L << 32;
  private static final int PAGE = 4096;

  /**
   * {@return the code for a plan}
   *
   * @param target where it is booted
   * @param plan the plan
   * @param kept memory that must be left alone besides the segments
   * @throws KexecException if no memory is left for it
   */
  static StartCode of(RehearsalTarget target, Plan plan, RangeSet<MachineAddress> kept)
      throws KexecException {
    MachineAddress jump = plan.entry().orElseThrow().entry();
    if (!plan.kernel().architecture().equals(Architecture.X86_64)) {
      return new StartCode(jump, Optional.empty());
    }
    RangeSet<MachineAddress> mapped = plan.footprint().union(RangeSet.of(Range.ofSize(jump, 1)));
    RangeSet<MachineAddress> ram =
        RangeSet.of(target.machine().windows().stream().map(RamWindow::memory).toList());
    int size = Shim.size(0, mapped);
    Range<MachineAddress> place =
        ram.subtract(plan.footprint())
            .subtract(kept)
            .findHole(
                new HoleRequest<>(size, PAGE, Range.machine(LOWEST, FOUR_GIB), Direction.LOWEST))
            .orElseThrow(() -> noRoom(plan));
    return new StartCode(jump, Optional.of(Shim.of(place.start(), List.of(), jump, mapped)));
  }

  private static KexecException noRoom(Plan plan) {
    return new KexecException(
        new Fault(
            "rehearsal-no-room",
            "rehearsing a " + plan,
            "the segments leave no memory free below 4 GiB",
            "Plan for a machine with more memory."));
  }

  /**
   * {@return what the emulator is to boot: words of its command line}
   *
   * @param directory for a file of it
   * @throws KexecException if the file cannot be written
   */
  List<String> words(Path directory) throws KexecException {
    if (shim.isEmpty()) {
      return List.of("-device", "loader,addr=%s,cpu-num=0".formatted(jump));
    }
    Path file = directory.resolve("shim");
    ShimFile.write(shim.get(), file);
    return List.of("-kernel", file.toString());
  }
}

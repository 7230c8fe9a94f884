package kexec.sim.internal.machine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.ExecutionReport;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.progress.ProgressListener;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.image.PageListWalk.BrokenListException;
import kexec.sim.internal.memory.SparseMemory;

/** Executes one image: moves its pages, compares every byte, and emulates the entry. */
final class ImageRun {

  private final String receiver;
  private final Image image;
  private final SparseMemory memory;
  private final Relocator relocator;
  private final Sabotage sabotage;
  private final List<EntryRunner> runners;
  private final Checks checks = new Checks();

  ImageRun(
      String receiver,
      Image image,
      SparseMemory memory,
      RangeSet<MachineAddress> ram,
      Faults faults,
      List<EntryRunner> runners) {
    this.receiver = receiver;
    this.image = image;
    this.memory = memory;
    this.relocator = new Relocator(image, memory, ram);
    this.sabotage = new Sabotage(faults);
    this.runners = List.copyOf(runners);
  }

  ExecutionReport run(ProgressListener progress) {
    long start = System.nanoTime();
    long bytes = 0;
    if (damage() && relocator.run(checks)) {
      bytes = new SegmentChecks(memory).run(image, checks, progress);
      enter();
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    return new ExecutionReport(receiver, checks.all(), relocator.moved(), bytes, duration);
  }

  private boolean damage() {
    try {
      sabotage.beforeMove(image, memory);
      return true;
    } catch (BrokenListException e) {
      checks.fail("page list", String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void enter() {
    MachineAddress jump = sabotage.jump(image);
    checks.same("entry", jump.value(), image.entry().entry().value());
    Optional<ImageSegment> segment = image.segmentAt(jump);
    if (segment.isEmpty()) {
      checks.fail("entry's place", jump + " is in no segment");
      return;
    }
    checks.pass("entry's place", jump + " is in " + segment.get().name());
    StartedImage started = new StartedImage(image, memory, jump);
    Optional<EntryRunner> runner =
        runners.stream().filter(r -> r.runs(image.architecture())).findFirst();
    if (runner.isPresent()) {
      runner.get().run(started, checks);
    } else {
      checks.pass(
          "entry code",
          "not run: the simulated machine does not know the instructions of "
              + image.architecture().label()
              + ", so registers were not looked at");
    }
  }
}

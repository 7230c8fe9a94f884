package kexec.sim.internal.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import kexec.sim.internal.image.ImageSegment;

/**
 * Executes an image's code up to the kernel's first instruction: from the jump on, or from the stub
 * on if the jump goes to purgatory, which no {@link Processor} can execute and whose effect is
 * checked elsewhere.
 */
public final class EntryCode {

  private static final String SUBJECT = "entry code";

  /** No stub has as many instructions: one that executes more is in a loop. */
  private static final int MOST_STEPS = 10_000;

  private EntryCode() {}

  /** A processor that executes the instructions of entry stubs. */
  public interface Processor {

    /** {@return the address of the next instruction} */
    long position();

    /**
     * Executes one instruction.
     *
     * @throws StuckException if it is not one of an entry stub, or accesses other memory than the
     *     image's segments
     */
    void step() throws StuckException;
  }

  /**
   * Makes processors.
   *
   * @param <P> the processor
   */
  @FunctionalInterface
  public interface Maker<P extends Processor> {

    /**
     * {@return a processor}
     *
     * @param memory the memory that it may access
     * @param position the address of its first instruction
     */
    P make(GuardedMemory memory, long position);
  }

  /**
   * {@return the processor at the kernel's first instruction; empty if it did not get there, which
   * is a failed check}
   *
   * @param <P> the processor
   * @param started the image
   * @param checks receives the result
   * @param maker makes the processor
   */
  public static <P extends Processor> Optional<P> run(
      StartedImage started, Checks checks, Maker<P> maker) {
    if (!entersPurgatory(started)) {
      return run(started, started.jump(), "", checks, maker);
    }
    Optional<ImageSegment> stub = started.image().segment(SegmentRole.STUB);
    if (stub.isEmpty()) {
      checks.fail(SUBJECT, "purgatory is entered, and there is no stub to go on at");
      return Optional.empty();
    }
    String remark = "; purgatory before it was not run: only a real machine can";
    return run(started, stub.get().memory().start(), remark, checks, maker);
  }

  /**
   * {@return whether the jump goes to purgatory}
   *
   * @param started the image
   */
  public static boolean entersPurgatory(StartedImage started) {
    return started
        .image()
        .segmentAt(started.jump())
        .filter(segment -> segment.role() == SegmentRole.PURGATORY)
        .isPresent();
  }

  private static <P extends Processor> Optional<P> run(
      StartedImage started, MachineAddress start, String remark, Checks checks, Maker<P> maker) {
    GuardedMemory memory = new GuardedMemory(started.memory(), started.image().footprint());
    P processor = maker.make(memory, start.value());
    try {
      int steps = runToKernel(started, processor);
      checks.pass(SUBJECT, steps + " instructions from " + start + remark);
      return Optional.of(processor);
    } catch (StuckException e) {
      checks.fail(SUBJECT, e.getMessage() + remark);
      return Optional.empty();
    }
  }

  private static int runToKernel(StartedImage started, Processor processor) throws StuckException {
    List<Range<MachineAddress>> kernel =
        started.image().segments().stream()
            .filter(segment -> segment.role() == SegmentRole.KERNEL)
            .map(ImageSegment::memory)
            .toList();
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      MachineAddress position = new MachineAddress(processor.position());
      if (kernel.stream().anyMatch(range -> range.contains(position))) {
        return steps;
      }
      processor.step();
    }
    throw new StuckException("the kernel was not reached in " + MOST_STEPS + " instructions");
  }
}

package kexec.sim.internal.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.fault.FaultStep;
import kexec.sim.internal.fault.Faults;
import org.jspecify.annotations.Nullable;

/** The memory of a simulated machine, and its kernel's page allocator. */
public final class SimMemory implements MemoryOps, PagePool {

  private static final PageSize PAGE = PageSize.KIB_4;
  private static final int MAX_ORDER = 10;

  private final MachineShape shape;
  private final Faults faults;
  private final RamLayout layout;
  private final SparseMemory contents = new SparseMemory(PAGE);
  private final Occupancy occupancy = new Occupancy();
  private final List<BlockScan> scans = new ArrayList<>();
  private final @Nullable FrameScramble scramble;
  private final long allocatablePages;
  private List<Range<MachineAddress>> expected = List.of();
  private @Nullable AwkwardFrames awkward;

  /**
   * Creates memory without allocations. The allocator is awkward or, with scrambled frames,
   * fragmented if the shape says so; otherwise it allocates top-down.
   *
   * @param shape the machine
   * @param faults the injected faults
   */
  public SimMemory(MachineShape shape, Faults faults) {
    this(shape, modeOf(shape), faults);
  }

  /**
   * Creates memory without allocations.
   *
   * @param shape the machine
   * @param mode the allocation order
   * @param faults the injected faults
   */
  public SimMemory(MachineShape shape, AllocationMode mode, Faults faults) {
    this.shape = shape;
    this.faults = faults;
    this.layout = RamLayout.of(shape.memory(), PAGE);
    this.scramble =
        shape.scrambledFrames() ? new FrameScramble(layout.own(), PAGE, shape.seed()) : null;
    RangeSet<MachineAddress> single = layout.allocatable();
    // Only whole blocks stay consecutive when frames are scrambled.
    RangeSet<MachineAddress> several =
        scramble == null ? single : FrameScramble.whole(layout.own(), PAGE).intersect(single);
    for (int order = 0; order <= MAX_ORDER; order++) {
      BlockTable table = new BlockTable(order == 0 ? single : several, PAGE, order);
      scans.add(new BlockScan(table, mode, shape.seed() + order));
    }
    this.allocatablePages = new BlockTable(single, PAGE, 0).count();
  }

  private static AllocationMode modeOf(MachineShape shape) {
    if (shape.awkwardPages()) {
      return AllocationMode.AWKWARD;
    }
    return shape.scrambledFrames() ? AllocationMode.FRAGMENTED : AllocationMode.TOP_DOWN;
  }

  /** {@return the contents of the memory, shared with this object} */
  public SparseMemory contents() {
    return contents;
  }

  /** {@return the locations of the running kernel's crash notes, which are never allocated} */
  public CrashNotes crashNotes() {
    return layout.notes();
  }

  /**
   * {@return the upper bound of pages from which content can be moved: an address above which an
   * awkward machine has RAM; empty if there is no bound}
   */
  public Optional<MachineAddress> sourceLimit() {
    return shape.awkwardPages() ? layout.limitBelowTop(PAGE) : Optional.empty();
  }

  /**
   * Resets memory that is not allocated to never written.
   *
   * @param places the memory
   */
  public synchronized void forgetUnallocated(RangeSet<MachineAddress> places) {
    for (Range<MachineAddress> range : places.ranges()) {
      long end = contents.frameOf(range.end().value());
      for (long f = contents.frameOf(range.start().value()); f < end; f++) {
        if (!occupancy.isAllocated(f)) {
          contents.forget(f);
        }
      }
    }
  }

  /**
   * Announces the destinations of the next allocations. Only an awkward allocator uses this.
   *
   * @param destinations the ranges
   */
  public synchronized void expect(List<Range<MachineAddress>> destinations) {
    expected = shape.awkwardPages() ? List.copyOf(destinations) : List.of();
    awkward = null;
  }

  /** {@return the number of allocated pages} */
  public synchronized long allocatedPages() {
    return occupancy.allocated();
  }

  /**
   * {@return whether a frame is in a block that was allocated and not freed}
   *
   * @param frame any frame
   */
  public synchronized boolean isAllocated(Frame frame) {
    return occupancy.isAllocated(frame.number());
  }

  @Override
  public PageSize pageSize() {
    return PAGE;
  }

  @Override
  public MemoryMap memoryMap() {
    return shape.memory();
  }

  @Override
  public Optional<PagePool> pages() {
    return Optional.of(this);
  }

  @Override
  public Frame allocate(MachineAddress limit) throws KexecException {
    return allocate(0, limit);
  }

  public Frame allocate(int order, MachineAddress limit) throws KexecException {
    if (order < 0 || order > MAX_ORDER) {
      throw new IllegalArgumentException("order " + order + " is not within 0 to " + MAX_ORDER);
    }
    String attempted = "allocating %d pages below %s".formatted(1 << order, limit);
    faults.pass(FaultStep.ALLOCATE, attempted);
    synchronized (this) {
      long frame = pick(order, limit.value() >>> PAGE.shift());
      if (frame < 0) {
        throw new KexecException(
            new Fault(
                "no-memory",
                attempted,
                "the simulated machine has no such pages left: %d of %d are allocated"
                    .formatted(occupancy.allocated(), allocatablePages),
                "Unload an image, or give the machine more memory."));
      }
      occupancy.allocate(frame, order);
      for (long f = frame; f < frame + (1L << order); f++) {
        contents.zero(f);
      }
      return new Frame(frame);
    }
  }

  private long pick(int order, long limitFrame) {
    if (occupancy.allocated() + (1L << order) > allocatablePages) {
      return -1;
    }
    if (order == 0 && !expected.isEmpty()) {
      long frame = pickAwkward(limitFrame);
      if (frame >= 0) {
        return frame;
      }
    }
    return scans.get(order).find(limitFrame, frame -> occupancy.isFree(frame, order));
  }

  private long pickAwkward(long limitFrame) {
    AwkwardFrames frames = awkward;
    if (frames == null) {
      frames = new AwkwardFrames(expected, layout.allocatable(), PAGE, limitFrame);
      awkward = frames;
    }
    long frame = frames.next();
    while (frame >= 0 && !occupancy.isFree(frame, 0)) {
      frame = frames.next();
    }
    return frame;
  }

  @Override
  public synchronized void free(Frame first) {
    int order = occupancy.orderAt(first.number());
    if (order < 0) {
      throw new IllegalArgumentException("no block starts in " + first);
    }
    occupancy.free(first.number(), order);
    for (long f = first.number(); f < first.number() + (1L << order); f++) {
      contents.forget(f);
    }
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) throws KexecException {
    MachineAddress plain = new MachineAddress(address.value());
    if (scramble == null || !layout.own().contains(plain)) {
      return requireRam(plain);
    }
    long frame = scramble.toMachine(address.value() >>> PAGE.shift());
    return new MachineAddress(frame << PAGE.shift() | inPage(address.value()));
  }

  /**
   * If the running kernel can reach the crash region, it has the same addresses in both numberings.
   */
  private MachineAddress requireRam(MachineAddress address) throws KexecException {
    boolean crash =
        !shape.stagedCrash()
            && shape.memory().crashRegion().filter(region -> region.contains(address)).isPresent();
    if (!layout.own().contains(address) && !crash) {
      throw new KexecException(
          new Fault(
              "address-not-translated",
              "translating " + address,
              "the running kernel has no memory there",
              "Use an address in the running kernel's RAM."));
    }
    return address;
  }

  /**
   * {@return whether memory can be written before the jump: true only within a crash region that
   * the loader can reach}
   *
   * @param destination the memory
   */
  public boolean isInReach(Range<MachineAddress> destination) {
    return !shape.stagedCrash()
        && shape.memory().crashRegion().filter(r -> r.contains(destination)).isPresent();
  }

  @Override
  public void write(Frame frame, ByteBuffer content) throws KexecException {
    faults.pass(FaultStep.WRITE, "writing " + frame);
    Range<MachineAddress> whole = Range.ofSize(frame.address(PAGE), PAGE.bytes());
    synchronized (this) {
      if (!occupancy.isAllocated(frame.number()) && !isInReach(whole)) {
        throw new IllegalArgumentException(frame + " is neither allocated nor in reach");
      }
      contents.put(frame.number(), content);
    }
  }

  private static long inPage(long address) {
    return address & (PAGE.bytes() - 1);
  }
}

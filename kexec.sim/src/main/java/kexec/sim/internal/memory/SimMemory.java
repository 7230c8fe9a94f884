package kexec.sim.internal.memory;

import java.nio.ByteBuffer;
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

/** The memory of a simulated machine, and the page allocator of the kernel that runs on it. */
public final class SimMemory implements MemoryOps, PagePool {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final MachineShape shape;
  private final Faults faults;
  private final RamLayout layout;
  private final SparseMemory contents = new SparseMemory(PAGE);
  private final FrameMap<Boolean> allocated = new FrameMap<>();
  private final BlockScan scan;
  private final @Nullable FrameScramble scramble;
  private final long allocatablePages;
  private List<Range<MachineAddress>> expected = List.of();
  private @Nullable AwkwardFrames awkward;

  /**
   * Creates memory in which nothing is allocated. Its allocator is awkward or, with scrambled
   * frames, fragmented where the shape says so, and otherwise allocates from the top.
   *
   * @param shape what the machine is like
   * @param faults what fails on demand
   */
  public SimMemory(MachineShape shape, Faults faults) {
    this(shape, modeOf(shape), faults);
  }

  /**
   * Creates memory in which nothing is allocated.
   *
   * @param shape what the machine is like
   * @param mode the order in which pages are allocated
   * @param faults what fails on demand
   */
  public SimMemory(MachineShape shape, AllocationMode mode, Faults faults) {
    this.shape = shape;
    this.faults = faults;
    this.layout = RamLayout.of(shape.memory(), PAGE);
    this.scramble =
        shape.scrambledFrames() ? new FrameScramble(layout.own(), PAGE, shape.seed()) : null;
    BlockTable pages = new BlockTable(layout.allocatable(), PAGE, 0);
    this.scan = new BlockScan(pages, mode, shape.seed());
    this.allocatablePages = pages.count();
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

  /** {@return where the running kernel leaves its crash notes, which is never allocated} */
  public CrashNotes crashNotes() {
    return layout.notes();
  }

  /**
   * {@return the address below which source pages must lie: an awkward machine has RAM above it.
   * Empty if all RAM is usable}
   */
  public Optional<MachineAddress> sourceLimit() {
    return shape.awkwardPages() ? layout.limitBelowTop(PAGE) : Optional.empty();
  }

  /**
   * Discards the content of memory that is not allocated.
   *
   * @param places the memory
   */
  public synchronized void forgetUnallocated(RangeSet<MachineAddress> places) {
    for (Range<MachineAddress> range : places.ranges()) {
      long end = contents.frameOf(range.end().value());
      for (long f = contents.frameOf(range.start().value()); f < end; f++) {
        if (!allocated.contains(f)) {
          contents.forget(f);
        }
      }
    }
  }

  /**
   * Announces the destinations of the next image. Only an awkward allocator uses them.
   *
   * @param destinations the ranges
   */
  public synchronized void expect(List<Range<MachineAddress>> destinations) {
    expected = shape.awkwardPages() ? List.copyOf(destinations) : List.of();
    awkward = null;
  }

  /** {@return the number of allocated pages} */
  public synchronized long allocatedPages() {
    return allocated.size();
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
    String attempted = "allocating a page below " + limit;
    faults.pass(FaultStep.ALLOCATE, attempted);
    synchronized (this) {
      long frame = pick(limit.value() >>> PAGE.shift());
      if (frame < 0) {
        throw new KexecException(
            new Fault(
                "no-memory",
                attempted,
                "the simulated machine has no such page left: %s of %s are allocated"
                    .formatted(allocated.size(), allocatablePages),
                "Unload an image, or give the machine more memory."));
      }
      allocated.put(frame, true);
      contents.zero(frame);
      return new Frame(frame);
    }
  }

  private long pick(long limitFrame) {
    long frame = expected.isEmpty() ? -1 : pickAwkward(limitFrame);
    return frame >= 0 ? frame : scan.find(limitFrame, each -> !allocated.contains(each));
  }

  private long pickAwkward(long limitFrame) {
    AwkwardFrames frames = awkward;
    if (frames == null) {
      frames = new AwkwardFrames(expected, layout.allocatable(), PAGE, limitFrame);
      awkward = frames;
    }
    long frame = frames.next();
    while (frame >= 0 && allocated.contains(frame)) {
      frame = frames.next();
    }
    return frame;
  }

  @Override
  public synchronized void free(Frame frame) {
    if (!allocated.contains(frame.number())) {
      throw new IllegalArgumentException(frame + " is not allocated");
    }
    allocated.remove(frame.number());
    contents.forget(frame.number());
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) throws KexecException {
    MachineAddress plain = new MachineAddress(address.value());
    if (scramble == null || !layout.own().contains(plain)) {
      return requireRam(plain);
    }
    long frame = scramble.toMachine(address.value() >>> PAGE.shift());
    return new MachineAddress(frame << PAGE.shift() | (address.value() & (PAGE.bytes() - 1)));
  }

  /** The crash region, where the running kernel reaches it, is at the same place in both. */
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
   * {@return whether memory can be written before the jump: only in a crash region that the loader
   * can write to}
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
    synchronized (this) {
      if (!allocated.contains(frame.number()) && !isInReach(frame)) {
        throw new IllegalArgumentException(frame + " is neither allocated nor in reach");
      }
      contents.put(frame.number(), content);
    }
  }

  private boolean isInReach(Frame frame) {
    // Both are whole pages.
    return !shape.stagedCrash()
        && shape.memory().crashRegion().filter(r -> r.contains(frame.address(PAGE))).isPresent();
  }
}

package kexec.xen.internal.pages;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import kexec.xen.internal.pages.FrameIndex.Place;

/** As many arenas as are needed, and who is where in them. Not safe for use by several threads. */
final class Arenas {

  /** How many arenas are made for a block before it is given up: 64 MiB. */
  private static final int HUNT = 16;

  private static final long ANYWHERE = -1;

  private final PageSupply supply;
  private final FrameLookup lookup;
  private final Set<Arena> arenas = new HashSet<>();
  private final FrameIndex byFrame = new FrameIndex();
  private final FreeBlocks free = new FreeBlocks();
  private final Deque<Arena> unused = new ArrayDeque<>();

  Arenas(PageSupply supply, FrameLookup lookup) {
    this.supply = supply;
    this.lookup = lookup;
  }

  /**
   * Allocates a block.
   *
   * @param order 0 to {@link Arena#MAX_ORDER}
   * @param frameLimit the machine frame at which it should end at the latest, unsigned
   */
  Block take(int order, long frameLimit) throws KexecException {
    try {
      // What is free above the limit goes first: more memory would be no nearer to it.
      Optional<Block> found = find(order, frameLimit);
      Block block = found.isPresent() ? found.get() : hunt(order, frameLimit);
      block.arena().allocate(block);
      unused.remove(block.arena());
      return block;
    } finally {
      dropUnused();
    }
  }

  private Optional<Block> find(int order, long frameLimit) {
    return free.take(order, frameLimit).or(() -> free.take(order, ANYWHERE));
  }

  /** Keeps what it gets while it looks, or it would be handed the same frames again. */
  private Block hunt(int order, long frameLimit) throws KexecException {
    for (int i = 0; i < HUNT; i++) {
      add(make());
      Optional<Block> found = find(order, frameLimit);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new KexecException(
        new Fault(
            "no-consecutive-frames",
            "taking a block of %d pages".formatted(1 << order),
            "none was met whose page frames are consecutive, in %d MiB of memory"
                .formatted((HUNT * Arena.BYTES) >> 20),
            "Let the kernel use huge pages: write always to"
                + " /sys/kernel/mm/transparent_hugepage/enabled, and 1 to"
                + " /proc/sys/vm/compact_memory."));
  }

  private Arena make() throws KexecException {
    VirtualAddress start = supply.take(Arena.BYTES);
    boolean complete = false;
    try {
      long[] kernelFrames = supply.frames(start, Arena.PAGES);
      long[] machineFrames = lookup.machineFrames(kernelFrames);
      if (machineFrames.length != Arena.PAGES) {
        throw new IllegalStateException("not one frame was looked up for each page");
      }
      Arena arena = new Arena(start, machineFrames);
      complete = true;
      return arena;
    } finally {
      if (!complete) {
        supply.giveBack(start, Arena.BYTES);
      }
    }
  }

  private void add(Arena arena) {
    arenas.add(arena);
    byFrame.add(arena, arena.machineFrames());
    free.add(arena);
    unused.addLast(arena);
  }

  void giveBack(Block block) {
    block.arena().free(block);
    free.giveBack(block);
    if (block.arena().isUnused()) {
      unused.addLast(block.arena());
      dropUnused();
    }
  }

  /** Keeps one, so that a block that comes and goes does not take and give back memory. */
  private void dropUnused() {
    while (unused.size() > 1) {
      Arena arena = unused.removeLast();
      arenas.remove(arena);
      byFrame.remove(arena, arena.machineFrames());
      free.remove(arena);
      supply.giveBack(arena.start(), Arena.BYTES);
    }
  }

  /** Returns the allocated page that lies in a machine frame. */
  Optional<Place> inMachineFrame(long frame) {
    return byFrame.find(frame).filter(place -> place.arena().isAllocated(place.index()));
  }

  /** Gives all memory back, allocated or not. */
  void close() {
    arenas.forEach(arena -> supply.giveBack(arena.start(), Arena.BYTES));
    arenas.clear();
    byFrame.clear();
    free.clear();
    unused.clear();
  }
}

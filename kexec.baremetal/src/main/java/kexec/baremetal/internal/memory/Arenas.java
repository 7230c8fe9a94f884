package kexec.baremetal.internal.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;

/** Takes blocks from as many arenas as are needed. Not safe for use by several threads. */
final class Arenas {

  /** How many arenas are looked through for a block before it is given up: 64 MiB. */
  private static final int HUNT = 16;

  private static final long ANYWHERE = -1;

  private final ArenaSource source;
  private final List<Arena> arenas = new ArrayList<>();

  Arenas(ArenaSource source) {
    this.source = source;
  }

  Block take(int order, long frameLimit) throws KexecException {
    Optional<Block> wanted = find(order, frameLimit);
    if (wanted.isPresent()) {
      return wanted.get();
    }
    try {
      return hunt(order, frameLimit);
    } finally {
      dropUnused();
    }
  }

  /** Keeps what it gets while it looks, or it would be handed the same frames again. */
  private Block hunt(int order, long frameLimit) throws KexecException {
    for (int i = 0; i < HUNT; i++) {
      arenas.add(source.make());
      Optional<Block> found = find(order, frameLimit).or(() -> find(order, ANYWHERE));
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

  private Optional<Block> find(int order, long frameLimit) {
    for (Arena arena : arenas) {
      Optional<Block> block = arena.take(order, frameLimit);
      if (block.isPresent()) {
        return block;
      }
    }
    return Optional.empty();
  }

  void giveBack(Block block) {
    block.arena().giveBack(block);
    dropUnused();
  }

  /** Keeps one, so that a block that comes and goes does not lock and unlock memory. */
  private void dropUnused() {
    boolean kept = false;
    for (Iterator<Arena> each = arenas.iterator(); each.hasNext(); ) {
      Arena arena = each.next();
      if (arena.isUnused() && kept) {
        each.remove();
        source.giveBack(arena);
      }
      kept |= arena.isUnused();
    }
  }

  /** Gives all memory back, used or not. */
  void close() {
    arenas.forEach(source::giveBack);
    arenas.clear();
  }
}

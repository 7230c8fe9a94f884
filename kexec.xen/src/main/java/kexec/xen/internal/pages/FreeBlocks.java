package kexec.xen.internal.pages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The blocks that are free, each as large as its machine frames let it be. Taking and giving back
 * take time in proportion to the logarithm of their number. Not safe for use by several threads.
 */
final class FreeBlocks {

  /** The address tells apart what the kernel has moved since its frame was looked up. */
  private static final Comparator<Block> BY_FRAME =
      Comparator.comparingLong(Block::firstFrame).thenComparing(Block::address);

  private final List<NavigableSet<Block>> byOrder = new ArrayList<>();

  FreeBlocks() {
    for (int order = 0; order <= Arena.MAX_ORDER; order++) {
      byOrder.add(new TreeSet<>(BY_FRAME));
    }
  }

  private NavigableSet<Block> ofOrder(int order) {
    return byOrder.get(order);
  }

  /** Adds all of an arena in which nothing is allocated. */
  void add(Arena arena) {
    parts(Block.whole(arena)).forEach(part -> ofOrder(part.order()).add(part));
  }

  /** Removes all of an arena in which nothing is allocated. */
  void remove(Arena arena) {
    parts(Block.whole(arena)).forEach(part -> ofOrder(part.order()).remove(part));
  }

  private static List<Block> parts(Block block) {
    if (block.isConsecutive()) {
      return List.of(block);
    }
    List<Block> parts = new ArrayList<>(parts(block.lowerHalf()));
    parts.addAll(parts(block.upperHalf()));
    return parts;
  }

  /**
   * Takes a block, from the smallest one that will do, with the lowest frames.
   *
   * @param order 0 to {@link Arena#MAX_ORDER}
   * @param frameLimit the machine frame at which it must end at the latest, unsigned
   * @return the block, or nothing where none is free
   */
  Optional<Block> take(int order, long frameLimit) {
    for (int each = order; each <= Arena.MAX_ORDER; each++) {
      NavigableSet<Block> blocks = ofOrder(each);
      if (!blocks.isEmpty() && isBelow(blocks.first(), order, frameLimit)) {
        return Optional.of(cut(blocks.pollFirst(), order));
      }
    }
    return Optional.empty();
  }

  private static boolean isBelow(Block block, int order, long frameLimit) {
    return Long.compareUnsigned(block.firstFrame() + (1L << order), frameLimit) <= 0;
  }

  private Block cut(Block block, int order) {
    Block left = block;
    while (left.order() > order) {
      ofOrder(left.order() - 1).add(left.upperHalf());
      left = left.lowerHalf();
    }
    return left;
  }

  /** Adds a block, joined with its free neighbours where their frames go on. */
  void giveBack(Block block) {
    Block joined = block;
    while (joined.order() < Arena.MAX_ORDER
        && joined.parent().halvesMeet()
        && ofOrder(joined.order()).remove(joined.buddy())) {
      joined = joined.parent();
    }
    ofOrder(joined.order()).add(joined);
  }

  /** Forgets all. */
  void clear() {
    byOrder.forEach(NavigableSet::clear);
  }
}

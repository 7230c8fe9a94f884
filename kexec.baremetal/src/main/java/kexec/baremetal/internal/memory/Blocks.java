package kexec.baremetal.internal.memory;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The blocks that are allocated, by their addresses and by their frames. */
final class Blocks {

  // Addresses of processes and frame numbers are far below 2^63.
  private final TreeMap<Long, Block> byAddress = new TreeMap<>();
  private final TreeMap<Long, Block> byFrame = new TreeMap<>();

  void add(Block block) {
    byAddress.put(block.address().value(), block);
    byFrame.put(block.firstFrame(), block);
  }

  void remove(Block block) {
    byAddress.remove(block.address().value());
    byFrame.remove(block.firstFrame());
  }

  /** Returns the block that starts at an address. */
  Optional<Block> startingAt(long address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** Returns the block that starts in a frame. */
  Optional<Block> startingIn(long frame) {
    return Optional.ofNullable(byFrame.get(frame));
  }

  /** Returns the block in which an address lies. */
  Optional<Block> holding(long address) {
    return Optional.ofNullable(byAddress.floorEntry(address))
        .map(Map.Entry::getValue)
        .filter(block -> address - block.address().value() < block.bytes());
  }

  /** Returns the block in which a frame lies. */
  Optional<Block> holdingFrame(long frame) {
    return Optional.ofNullable(byFrame.floorEntry(frame))
        .map(Map.Entry::getValue)
        .filter(block -> frame - block.firstFrame() < block.pages());
  }
}

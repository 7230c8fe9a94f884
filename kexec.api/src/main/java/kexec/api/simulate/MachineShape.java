package kexec.api.simulate;

import kexec.api.memory.MemoryMap;

/**
 * What a simulated machine is like.
 *
 * @param memory its memory, of any size: only what is written takes space
 * @param scrambledFrames whether what its kernel calls physical differs from machine frames by a
 *     random permutation
 * @param stagedCrash whether the crash region cannot be written before the jump
 * @param awkwardPages whether its allocator hands out the pages that are the most work to use
 * @param seed of everything that is random
 */
public record MachineShape(
    MemoryMap memory,
    boolean scrambledFrames,
    boolean stagedCrash,
    boolean awkwardPages,
    long seed) {

  /**
   * Returns the shape of a plain machine.
   *
   * @param memory its memory
   * @return the shape, with physical and machine frames equal and a well-behaved allocator
   */
  public static MachineShape of(MemoryMap memory) {
    return new MachineShape(memory, false, false, false, 1);
  }
}

package kexec.api.simulate;

import kexec.api.memory.MemoryMap;

/**
 * The properties of a simulated machine.
 *
 * @param memory its memory, of any size; only written memory is allocated
 * @param scrambledFrames whether the frames that its kernel calls physical differ from machine
 *     frames by a random permutation
 * @param stagedCrash whether the crash region is not writable before the jump
 * @param awkwardPages whether its allocator returns the pages that take the most work to use
 * @param seed the seed of all random choices
 */
public record MachineShape(
    MemoryMap memory,
    boolean scrambledFrames,
    boolean stagedCrash,
    boolean awkwardPages,
    long seed) {

  /**
   * {@return the shape of a plain machine: physical and machine frames are equal, and the allocator
   * is well-behaved}
   *
   * @param memory its memory
   */
  public static MachineShape of(MemoryMap memory) {
    return new MachineShape(memory, false, false, false, 1);
  }
}

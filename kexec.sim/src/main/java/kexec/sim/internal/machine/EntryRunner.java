package kexec.sim.internal.machine;

import kexec.api.plan.Architecture;

/** Follows the processor of one architecture from the jump to the kernel's first instruction. */
public interface EntryRunner {

  /**
   * Tells what it can follow.
   *
   * @param architecture in whose state an image is entered
   * @return whether it can follow that
   */
  boolean runs(Architecture architecture);

  /**
   * Follows the processor, and looks at what it hands to the kernel.
   *
   * @param started the image
   * @param checks takes what is seen
   */
  void run(StartedImage started, Checks checks);
}

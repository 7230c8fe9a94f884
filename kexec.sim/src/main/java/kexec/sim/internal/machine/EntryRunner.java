package kexec.sim.internal.machine;

import kexec.api.plan.Architecture;

/** Emulates the processor of one architecture from the jump to the kernel's first instruction. */
public interface EntryRunner {

  /**
   * {@return whether it supports an architecture}
   *
   * @param architecture the architecture in whose state an image is entered
   */
  boolean runs(Architecture architecture);

  /**
   * Emulates the processor, and checks what it passes to the kernel.
   *
   * @param started the image
   * @param checks receives the results
   */
  void run(StartedImage started, Checks checks);
}

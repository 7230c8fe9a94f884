package kexec.rehearse.internal;

import kexec.rehearse.internal.cause.GuestEnding;

/** How the watch over a guest ended. */
enum Ending {
  /** The goal was reached. */
  GOAL("the goal was reached", GuestEnding.TIMEOUT),
  /** The kernel panicked. */
  PANIC("the kernel panicked", GuestEnding.PANIC),
  /** The processor waits, and no interrupt can come. */
  HALTED("the processor waits with interrupts off", GuestEnding.TIMEOUT),
  /** The guest has switched itself off. */
  POWERED_OFF("the guest has switched itself off", GuestEnding.POWER_OFF),
  /** The guest was reset. */
  RESET("the guest was reset", GuestEnding.RESET),
  /** The time is over. */
  TIMEOUT("the time is over", GuestEnding.TIMEOUT),
  /** The emulator has ended. */
  EMULATOR_GONE("the emulator has ended", GuestEnding.EMULATOR_DIED);

  private final String text;
  private final GuestEnding observed;

  Ending(String text, GuestEnding observed) {
    this.text = text;
    this.observed = observed;
  }

  /** {@return it as a clause} */
  String text() {
    return text;
  }

  /** {@return what it is to the search for a cause} */
  GuestEnding observed() {
    return observed;
  }
}

package kexec.baremetal.internal.machine;

import kexec.api.machine.PreparedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.baremetal.internal.staging.Staged;

/** An image that is staged for the way that is tried first. */
final class LinuxImage implements PreparedImage {

  private enum State {
    PREPARED,
    LOADED,
    CLEANED
  }

  private final LinuxMachine owner;
  private final Plan plan;
  private final Staged first;
  private State state = State.PREPARED;

  LinuxImage(LinuxMachine owner, Plan plan, Staged first) {
    this.owner = owner;
    this.plan = plan;
    this.first = first;
  }

  @Override
  public Plan plan() {
    return plan;
  }

  LoadMethod firstMethod() {
    return plan.methods().get(0);
  }

  Staged first() {
    return first;
  }

  boolean isOf(LinuxMachine machine) {
    return owner == machine;
  }

  synchronized boolean isLoadable() {
    return state == State.PREPARED;
  }

  /** Says that the kernel has its own copy now. */
  synchronized void loaded() {
    state = State.LOADED;
    first.close();
  }

  synchronized void cleanup() {
    state = State.CLEANED;
    first.close();
  }
}

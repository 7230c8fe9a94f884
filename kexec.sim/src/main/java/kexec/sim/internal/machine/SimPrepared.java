package kexec.sim.internal.machine;

import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.core.pagelist.PageList;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.machine.Stager.Staged;
import org.jspecify.annotations.Nullable;

/** An image that a simulated machine has staged. */
final class SimPrepared implements PreparedImage {

  private enum State {
    PREPARED,
    LOADED,
    CLEANED
  }

  private final SimMachine owner;
  private final Plan plan;
  private final Image image;
  private final long boots;
  private final @Nullable PageList pages;
  private State state = State.PREPARED;

  /**
   * Makes the image.
   *
   * @param boots how often the machine had started a kernel when this was staged
   */
  SimPrepared(SimMachine owner, Plan plan, Staged staged, long boots) {
    this.owner = owner;
    this.plan = plan;
    this.image = staged.image();
    this.pages = staged.pages();
    this.boots = boots;
  }

  @Override
  public Plan plan() {
    return plan;
  }

  Image image() {
    return image;
  }

  long boots() {
    return boots;
  }

  @Nullable PageList pages() {
    return pages;
  }

  boolean isOf(SimMachine machine) {
    return owner == machine;
  }

  synchronized boolean isLoadable() {
    return state == State.PREPARED;
  }

  /** Says that the pages are the receiver's from now on. */
  synchronized void loaded() {
    state = State.LOADED;
  }

  /** Frees the pages unless the receiver has them. */
  synchronized void cleanup() {
    if (state == State.PREPARED && pages != null) {
      pages.close();
    }
    state = State.CLEANED;
  }
}

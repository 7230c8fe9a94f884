package kexec.api.machine;

import kexec.api.plan.Plan;

/**
 * A prepared image that is loaded once at most, and whose staged memory is given back once. For
 * machines to extend; safe for use by several threads.
 */
public abstract class StagedImage implements PreparedImage {

  private enum State {
    PREPARED,
    LOADED,
    CLEANED
  }

  private final MachineKexec owner;
  private final Plan plan;
  private State state = State.PREPARED;

  /**
   * Makes an image.
   *
   * @param owner who prepared it
   * @param plan what was prepared
   */
  protected StagedImage(MachineKexec owner, Plan plan) {
    this.owner = owner;
    this.plan = plan;
  }

  @Override
  public final Plan plan() {
    return plan;
  }

  /**
   * Tells whether a machine prepared this image.
   *
   * @param machine the machine
   * @return whether it is that very object
   */
  public final boolean isOf(MachineKexec machine) {
    return owner == machine;
  }

  /**
   * Makes sure that the image can be loaded.
   *
   * @throws IllegalArgumentException if it was loaded or cleaned up already
   */
  public final synchronized void requirePrepared() {
    if (state != State.PREPARED) {
      throw new IllegalArgumentException("the image was loaded or cleaned up already");
    }
  }

  /** Says that the receiver has the image now. */
  public final synchronized void loaded() {
    state = State.LOADED;
    release(true);
  }

  /** Gives back what staging took, unless that was done; a second call does nothing. */
  public final synchronized void cleanup() {
    if (state == State.PREPARED) {
      release(false);
    }
    state = State.CLEANED;
  }

  /**
   * Gives back what staging took. Called once.
   *
   * @param isLoaded whether the receiver has the image, and perhaps goes on to use what was staged
   */
  protected abstract void release(boolean isLoaded);
}

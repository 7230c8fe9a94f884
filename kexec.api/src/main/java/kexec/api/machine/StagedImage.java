package kexec.api.machine;

import kexec.api.fault.KexecException;
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
   * Hands the image over, once. What was staged stays until that has ended: a cleanup in another
   * thread waits for it.
   *
   * @param <T> what the handover gives
   * @param work hands the image to the receiver
   * @return what the work gives
   * @throws IllegalArgumentException if the image was loaded or cleaned up already
   * @throws KexecException if the receiver refuses; the image is still prepared then
   */
  public final synchronized <T> T handOver(SlotGate.Work<T> work) throws KexecException {
    if (state != State.PREPARED) {
      throw new IllegalArgumentException("the image was loaded or cleaned up already");
    }
    T given = work.run();
    state = State.LOADED;
    release(true);
    return given;
  }

  /**
   * Gives back what staging took, unless that was done; a second call does nothing. Waits for a
   * handover that has begun.
   */
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

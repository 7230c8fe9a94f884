package kexec.api.machine;

import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An image that a machine has staged and checked and that its receiver does not have yet. It is
 * loaded once at most, and what staging allocated is freed once. Machines extend it. Thread-safe: a
 * cleanup waits for a load that has begun.
 */
@ConsumerType
public abstract class PreparedImage {

  private enum State {
    PREPARED,
    LOADED,
    CLEANED
  }

  private final MachineKexec owner;
  private final Plan plan;
  private State state = State.PREPARED;

  /**
   * Creates an image.
   *
   * @param owner the machine that prepared it
   * @param plan what was prepared
   */
  protected PreparedImage(MachineKexec owner, Plan plan) {
    this.owner = owner;
    this.plan = plan;
  }

  /** {@return what was prepared} */
  public final Plan plan() {
    return plan;
  }

  final synchronized LoadedImage load(MachineKexec machine) throws KexecException {
    requireOwner(machine);
    if (state != State.PREPARED) {
      throw new IllegalArgumentException("the image was loaded or cleaned up already");
    }
    LoadedImage loaded = handOver("loading the " + plan + " into " + owner.receiver());
    state = State.LOADED;
    release(true);
    return loaded;
  }

  final synchronized void cleanup(MachineKexec machine) {
    requireOwner(machine);
    if (state == State.PREPARED) {
      release(false);
    }
    state = State.CLEANED;
  }

  private void requireOwner(MachineKexec machine) {
    if (machine != owner) {
      throw new IllegalArgumentException("the image was not prepared by " + machine.receiver());
    }
  }

  /**
   * Passes the image to the receiver. Called again only after a failure.
   *
   * @param attempted what is being done, as a gerund, for error messages
   * @return how the receiver took it
   * @throws KexecException if the receiver refuses
   */
  protected abstract LoadedImage handOver(String attempted) throws KexecException;

  /**
   * Frees what staging allocated. Called once.
   *
   * @param isLoaded whether the receiver has the image, and perhaps goes on to use what was staged
   */
  protected abstract void release(boolean isLoaded);
}

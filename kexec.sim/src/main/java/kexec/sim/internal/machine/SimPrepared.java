package kexec.sim.internal.machine;

import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.base.pagelist.PageList;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.machine.Stager.Staged;
import org.jspecify.annotations.Nullable;

/** An image that a simulated machine has staged. */
final class SimPrepared extends PreparedImage {

  private final SimMachine machine;
  private final Image image;
  private final long boots;
  private final @Nullable PageList pages;

  /**
   * Makes the image.
   *
   * @param boots how often the machine had started a kernel when this was staged
   */
  SimPrepared(SimMachine owner, Plan plan, Staged staged, long boots) {
    super(owner, plan);
    this.machine = owner;
    this.image = staged.image();
    this.pages = staged.pages();
    this.boots = boots;
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

  @Override
  protected LoadedImage handOver(String attempted) throws KexecException {
    return machine.load(this, attempted);
  }

  /** The pages of a loaded image are the receiver's. */
  @Override
  protected void release(boolean isLoaded) {
    if (!isLoaded && pages != null) {
      pages.close();
    }
  }
}

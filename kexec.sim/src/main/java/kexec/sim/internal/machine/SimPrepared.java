package kexec.sim.internal.machine;

import kexec.api.fault.KexecException;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.Plan;
import kexec.base.pagelist.PageList;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Stager.Staged;
import kexec.sim.internal.memory.SparseMemory;
import org.jspecify.annotations.Nullable;

/** An image that a simulated machine has staged, and perhaps loaded. */
final class SimPrepared extends PreparedImage {

  private final SimMachine machine;
  private final Image image;
  private final long boots;
  private final @Nullable PageList pages;

  /**
   * Creates the image.
   *
   * @param boots the number of kernels that the machine had started when this was staged
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

  /** The receiver owns the pages of a loaded image. */
  @Override
  protected void release(boolean isLoaded) {
    if (!isLoaded && pages != null) {
      pages.close();
    }
  }

  /** Frees the memory that a loaded image uses. */
  void free(SparseMemory memory) {
    if (pages != null) {
      pages.close();
      return;
    }
    for (ImageSegment segment : image.segments()) {
      long end = memory.frameOf(segment.memory().end().value());
      for (long f = memory.frameOf(segment.memory().start().value()); f < end; f++) {
        memory.forget(f);
      }
    }
  }
}

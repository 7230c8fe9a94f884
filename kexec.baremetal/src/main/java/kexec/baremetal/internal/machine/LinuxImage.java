package kexec.baremetal.internal.machine;

import kexec.api.machine.StagedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.baremetal.internal.staging.Staged;

/** An image that is staged for the way that is tried first. */
final class LinuxImage extends StagedImage {

  private final Staged first;

  LinuxImage(LinuxMachine owner, Plan plan, Staged first) {
    super(owner, plan);
    this.first = first;
  }

  LoadMethod firstMethod() {
    return plan().methods().get(0);
  }

  Staged first() {
    return first;
  }

  /** The kernel has its own copy of a loaded image. */
  @Override
  protected void release(boolean isLoaded) {
    first.close();
  }
}

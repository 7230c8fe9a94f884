package kexec.xen.internal.machine;

import kexec.api.machine.StagedImage;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.xen.internal.staging.Staged;

/** An image that is staged for the way that is tried first. */
final class XenImage extends StagedImage {

  private final RangeSet<MachineAddress> forbidden;
  private final Staged first;

  XenImage(XenMachine owner, Plan plan, RangeSet<MachineAddress> forbidden, Staged first) {
    super(owner, plan);
    this.forbidden = forbidden;
    this.first = first;
  }

  /** RAM in which a default image may not lie, as it was when this one was staged. */
  RangeSet<MachineAddress> forbidden() {
    return forbidden;
  }

  Staged first() {
    return first;
  }

  /** The hypervisor has its own copy of a loaded image. */
  @Override
  protected void release(boolean isLoaded) {
    first.close();
  }
}

package kexec.management.internal;

import java.util.List;

/** The bean {@code kexec:type=Kexec}. It only tells: what may load kernels is not reached by it. */
public interface KexecMXBean {

  /** {@return the slots of every receiver that is present} */
  List<SlotView> getSlots();

  /** {@return the machines, present and absent, and the boot protocols} */
  List<BackendView> getBackends();

  /** {@return the images that configurations describe, by name} */
  List<ConfiguredImageView> getConfiguredImages();
}

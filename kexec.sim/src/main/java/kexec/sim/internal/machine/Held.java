package kexec.sim.internal.machine;

import kexec.api.plan.Plan;
import kexec.base.pagelist.PageList;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.memory.SparseMemory;
import org.jspecify.annotations.Nullable;

/**
 * What an image that this object loaded takes of this object's memory.
 *
 * @param id the store's name for the image
 * @param plan what it was made of
 * @param image the image
 * @param pages its pages, or null where it was written in its place
 */
record Held(String id, Plan plan, Image image, @Nullable PageList pages) {

  /** Gives the memory back. */
  void release(SparseMemory memory) {
    if (pages != null) {
      pages.close();
    } else {
      forgetSegments(image, memory);
    }
  }

  /** Makes an image's destinations memory that was never written. */
  static void forgetSegments(Image image, SparseMemory memory) {
    for (ImageSegment segment : image.segments()) {
      long end = memory.frameOf(segment.memory().end().value());
      for (long f = memory.frameOf(segment.memory().start().value()); f < end; f++) {
        memory.forget(f);
      }
    }
  }
}

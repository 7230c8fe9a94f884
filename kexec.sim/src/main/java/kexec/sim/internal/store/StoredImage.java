package kexec.sim.internal.store;

import kexec.sim.internal.image.Image;

/** The content of a slot. */
public sealed interface StoredImage {

  /** Nothing. */
  record Absent() implements StoredImage {}

  /**
   * Something that cannot be started.
   *
   * @param reason what is wrong with it
   */
  record Damaged(String reason) implements StoredImage {}

  /**
   * An image.
   *
   * @param id a name that no other image ever gets
   * @param image the image
   */
  record Present(String id, Image image) implements StoredImage {}
}

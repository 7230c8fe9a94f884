package kexec.core.internal.slot;

import kexec.api.ImageRecord;
import kexec.api.PlanRequest;

/**
 * What was written down of an image when a receiver took it.
 *
 * @param receiver who took it
 * @param request what the user asked for, so that it can be planned again for another machine; its
 *     machine is the one the user named, if any
 * @param content the digest of the kernel's and the initrds' contents, which does not depend on the
 *     machine
 * @param image what to show of it
 * @param wanted false once the user has it no longer, though its receiver could not be reached then
 */
record LoadRecord(
    String receiver, PlanRequest request, String content, ImageRecord image, boolean wanted) {

  /**
   * Tells whether two records are of the same image, on whatever machines.
   *
   * @param other another record
   * @return whether the same was asked for, and the files had the same content
   */
  boolean sameImage(LoadRecord other) {
    return request.equals(other.request) && content.equals(other.content);
  }

  /**
   * Returns this record, no longer wanted.
   *
   * @return the changed record
   */
  LoadRecord unwanted() {
    return new LoadRecord(receiver, request, content, image, false);
  }
}

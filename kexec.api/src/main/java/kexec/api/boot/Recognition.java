package kexec.api.boot;

import kexec.api.fault.Finding;
import kexec.api.plan.KernelFacts;

/** What a boot protocol says of a file. */
public sealed interface Recognition {

  /**
   * The file is a kernel that this protocol boots.
   *
   * @param facts what is known of it
   * @param kernel builds images of it
   */
  record Recognised(KernelFacts facts, Bootable kernel) implements Recognition {}

  /**
   * The file is of another kind.
   *
   * @param reason what this protocol looked for and did not see, in words
   */
  record Foreign(String reason) implements Recognition {}

  /**
   * The file is of this protocol's kind, but is damaged, or cannot be booted by it.
   *
   * @param finding what is wrong, an error
   */
  record Malformed(Finding finding) implements Recognition {}
}

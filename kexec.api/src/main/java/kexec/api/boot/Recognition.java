package kexec.api.boot;

import kexec.api.fault.Finding;
import kexec.api.plan.KernelFacts;

/** What a file is for a boot protocol. */
public sealed interface Recognition {

  /**
   * The file is a kernel that this protocol boots.
   *
   * @param facts the file's facts
   * @param kernel builds images of it
   */
  record Recognised(KernelFacts facts, Bootable kernel) implements Recognition {}

  /**
   * The file is of another kind.
   *
   * @param reason what this protocol searched for and did not find, in words
   */
  record Foreign(String reason) implements Recognition {}

  /**
   * The file is of this protocol's kind, but is damaged, or cannot be booted by it.
   *
   * @param finding what is wrong, an error
   */
  record Malformed(Finding finding) implements Recognition {}
}

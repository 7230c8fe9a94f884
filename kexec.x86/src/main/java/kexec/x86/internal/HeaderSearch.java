package kexec.x86.internal;

import kexec.api.fault.Finding;

/** The result of searching a file for a Multiboot header. */
sealed interface HeaderSearch {

  /**
   * There is a header, and everything that it requests is available.
   *
   * @param header the header
   */
  record Found(MultibootHeader header) implements HeaderSearch {}

  /**
   * There is a header that is corrupt or requests something unavailable.
   *
   * @param finding an error
   */
  record Broken(Finding finding) implements HeaderSearch {}

  /**
   * There is no header.
   *
   * @param reason what was searched for, in words
   */
  record Absent(String reason) implements HeaderSearch {}
}

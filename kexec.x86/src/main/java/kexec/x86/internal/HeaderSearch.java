package kexec.x86.internal;

import kexec.api.fault.Finding;

/** What looking for a Multiboot header in a file gives. */
sealed interface HeaderSearch {

  /**
   * There is one, and nothing that it asks for is missing.
   *
   * @param header the header
   */
  record Found(MultibootHeader header) implements HeaderSearch {}

  /**
   * There is one, which lies or asks for what cannot be given.
   *
   * @param finding an error
   */
  record Broken(Finding finding) implements HeaderSearch {}

  /**
   * There is none.
   *
   * @param reason what was looked for, in words
   */
  record Absent(String reason) implements HeaderSearch {}
}

package kexec.x86.internal;

import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.plan.MappedFile;

/** Turns findings into exceptions. */
final class Findings {

  private Findings() {}

  /** Returns the exception for a file that was not recognised and is to be booted all the same. */
  static BadFileException refused(MappedFile file, Finding finding) {
    return new BadFileException(
        new Fault(finding.code(), "booting " + file, finding.message(), finding.cure()));
  }
}

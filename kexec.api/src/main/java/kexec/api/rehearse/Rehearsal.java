package kexec.api.rehearse;

import kexec.api.fault.KexecException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Boots plans in an emulator. Thread-safe; rehearsals that run at the same time do not affect each
 * other.
 */
@ProviderType
public interface Rehearsal {

  /**
   * Boots a plan's segments in an emulator. Needs no privileges, does not touch the machine, and
   * leaves neither a process nor a file behind, also if the calling process is killed.
   *
   * @param request what to rehearse, and how far
   * @param listener is told the progress, on the calling thread or on one of the rehearsal's own,
   *     one call at a time
   * @return what happened; whether the image boots is part of it and not an exception
   * @throws KexecException with the code {@code emulator-missing} if there is no emulator for the
   *     plan's architecture, {@code rehearsal-not-verbatim} if the plan's machine cannot be
   *     emulated as it is and the request demands it, or as planning the image again throws it
   * @throws InterruptedException if the calling thread is interrupted; the emulator is ended
   */
  RehearsalReport rehearse(RehearsalRequest request, RehearsalListener listener)
      throws KexecException, InterruptedException;
}

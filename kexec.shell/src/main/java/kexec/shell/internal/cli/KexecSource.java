package kexec.shell.internal.cli;

import kexec.api.Kexec;
import kexec.api.fault.KexecException;

/** Finds what plans, loads and starts, when a command needs it. */
@FunctionalInterface
public interface KexecSource {

  /**
   * {@return what plans, loads and starts}
   *
   * @param lasts whether the command lasts until the process is ended; a source that is there for
   *     one process then moves, reloads and renews images meanwhile
   * @throws KexecException if it cannot be assembled
   */
  Kexec open(boolean lasts) throws KexecException;
}

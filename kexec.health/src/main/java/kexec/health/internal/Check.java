package kexec.health.internal;

import java.util.List;
import kexec.api.fault.KexecException;
import org.apache.felix.hc.api.ResultLog;

/** One question about the health of kexec. Thread-safe. */
@FunctionalInterface
interface Check {

  /**
   * {@return the answer: at least one entry, the worst of which decides}
   *
   * @throws KexecException if it cannot be told
   */
  List<ResultLog.Entry> examine() throws KexecException;
}

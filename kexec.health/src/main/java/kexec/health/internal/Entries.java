package kexec.health.internal;

import kexec.api.text.Printable;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** Entries of results. */
final class Entries {

  private Entries() {}

  /**
   * {@return an entry: the message, and the cure after it; control characters are escaped}
   *
   * @param status how healthy it is
   * @param message what was found
   * @param cure what to do, a sentence; empty if there is nothing to do
   */
  static ResultLog.Entry of(Result.Status status, String message, String cure) {
    String sentence = message.endsWith(".") ? message : message + ".";
    return new ResultLog.Entry(
        status, Printable.of(cure.isEmpty() ? sentence : sentence + " " + cure));
  }
}

package kexec.receiver.diagnosis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.linux.sys.FailedCall;

/**
 * A row of a table of causes: what can make a call fail with some error number.
 *
 * @param type creates the exception that reports it
 * @param applies whether it can concern this call at all
 * @param holds whether it is so, and explains the failure; empty where that is not known
 * @param code a stable name
 * @param cause why, a clause
 * @param cure what to do, in sentences
 * @param otherwise what is reported where it is ruled out, a clause; empty to report nothing
 */
record Cause(
    BiFunction<Fault, Throwable, KexecException> type,
    boolean applies,
    Optional<Boolean> holds,
    String code,
    String cause,
    String cure,
    String otherwise) {

  /** How a row stands of which nothing can be known. */
  static final Optional<Boolean> POSSIBLE = Optional.empty();

  private static final String LOG = "Look for its reason in the kernel's log, with dmesg.";

  /** Returns the only row of a table. */
  static Cause only(
      BiFunction<Fault, Throwable, KexecException> type, String code, String cause, String cure) {
    return new Cause(type, true, Optional.of(true), code, cause, cure, "");
  }

  /** {@return what is reported where an error number means nothing in particular} */
  static Cause unknown(FailedCall failed, BiFunction<Fault, Throwable, KexecException> type) {
    String cause = "the kernel gives " + failed.errorName() + " and no reason";
    return only(type, "system-call-failed", cause, LOG);
  }

  /**
   * Returns the first row that is proved. Without one, joins all that are possible, in order, and
   * lists what was ruled out.
   *
   * @param code the code where no single row is left
   * @param type creates the exception where no row is left
   * @param table the likeliest row first
   */
  static Cause select(
      String code, BiFunction<Fault, Throwable, KexecException> type, Cause... table) {
    List<Cause> rows = Arrays.stream(table).filter(Cause::applies).toList();
    Optional<Cause> proved = rows.stream().filter(row -> row.holds.orElse(false)).findFirst();
    if (proved.isPresent()) {
      return proved.get();
    }
    String ruledOut =
        rows.stream()
            .filter(row -> row.holds.isPresent() && !row.otherwise.isEmpty())
            .map(Cause::otherwise)
            .collect(Collectors.joining("; "));
    String suffix = ruledOut.isEmpty() ? "" : " (ruled out: " + ruledOut + ")";
    List<Cause> possible = rows.stream().filter(row -> row.holds.isEmpty()).toList();
    if (possible.isEmpty()) {
      return only(type, code, "the kernel does not say why" + suffix, LOG);
    }
    return only(
        possible.get(0).type,
        possible.size() == 1 ? possible.get(0).code : code,
        possible.stream().map(Cause::cause).collect(Collectors.joining(", or ")) + suffix,
        possible.stream().map(Cause::cure).distinct().collect(Collectors.joining(" Else: ")));
  }

  /**
   * {@return this row as one that is ruled out}
   *
   * @param instead what is reported then
   */
  Cause ruledOut(String instead) {
    return new Cause(type, applies, Optional.of(false), code, cause, cure, instead);
  }

  /**
   * {@return this row with another one that will make the next call fail, where both are proved}
   *
   * @param other the other row
   */
  Cause besides(Cause other) {
    boolean both = holds.orElse(false) && other.applies && other.holds.orElse(false);
    return both
        ? new Cause(
            type,
            applies,
            holds,
            code,
            cause + "; besides, " + other.cause,
            cure + " " + other.cure,
            otherwise)
        : this;
  }

  /**
   * {@return what is told of this row before a call is made: an error where it is known to be so, a
   * warning where that is not known, what was looked at where it is ruled out; empty if it does not
   * concern the call}
   */
  Optional<Finding> finding() {
    if (!applies) {
      return Optional.empty();
    }
    if (holds.isEmpty()) {
      return Optional.of(Finding.warning(code, "it cannot be told here whether " + cause, cure));
    }
    if (holds.get()) {
      return Optional.of(Finding.error(code, cause, cure));
    }
    return otherwise.isEmpty() ? Optional.empty() : Optional.of(Finding.info(code, otherwise));
  }

  Fault fault(FailedCall failed) {
    return new Fault(code, failed.summary(), cause, cure);
  }
}

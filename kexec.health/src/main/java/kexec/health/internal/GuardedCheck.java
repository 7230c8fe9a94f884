package kexec.health.internal;

import java.util.List;
import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** A check as Felix runs it. What cannot be told is a result too, with its cause and its cure. */
final class GuardedCheck implements HealthCheck {

  private final Check check;

  GuardedCheck(Check check) {
    this.check = check;
  }

  @Override
  public Result execute() {
    ResultLog log = new ResultLog();
    entries().forEach(log::add);
    return new Result(log);
  }

  private List<ResultLog.Entry> entries() {
    try {
      return check.examine();
    } catch (BusyException e) {
      return List.of(Entries.of(Result.Status.TEMPORARILY_UNAVAILABLE, e.fault().toString(), ""));
    } catch (KexecException e) {
      return List.of(Entries.of(Result.Status.CRITICAL, e.fault().toString(), ""));
    }
  }
}

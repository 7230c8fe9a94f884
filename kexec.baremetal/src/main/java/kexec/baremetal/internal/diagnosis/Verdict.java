package kexec.baremetal.internal.diagnosis;

import kexec.api.fault.Fault;
import kexec.linux.sys.FailedCall;

/**
 * Why a call failed.
 *
 * @param refusal which exception tells of it
 * @param code a stable name
 * @param cause why, a clause
 * @param cure what to do, in sentences
 */
record Verdict(Refusal refusal, String code, String cause, String cure) {

  Fault of(FailedCall failed) {
    return new Fault(code, failed.summary(), cause, cure);
  }
}

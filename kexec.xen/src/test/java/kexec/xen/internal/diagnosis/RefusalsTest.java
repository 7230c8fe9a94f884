package kexec.xen.internal.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.fault.KexecException;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  private static final OtherCall CALL = new OtherCall("kexec_op", "kexec_load, type=CRASH");

  @ParameterizedTest
  @CsvSource({
    "OPEN, EACCES, NotPermittedException, not-root",
    "OPEN, ENOENT, NoMachineException, privcmd-missing",
    "OPEN, ENXIO, NoMachineException, privcmd-missing",
    "OPEN, ENODEV, NoMachineException, privcmd-missing",
    "BUFFER, EPERM, NotPermittedException, memory-not-locked",
    "BUFFER, ENOMEM, KexecException, memory-short",
    "QUERY, EPERM, NotPermittedException, xen-forbids",
    "QUERY, ENOSYS, NoMachineException, xen-without-kexec",
    "LOAD_DEFAULT, EOPNOTSUPP, NoMachineException, xen-without-kexec",
    "LOAD_DEFAULT, EPERM, NotPermittedException, xen-forbids",
    "LOAD_DEFAULT, ENOMEM, KexecException, xen-memory-short",
    "LOAD_CRASH, ENOMEM, KexecException, crash-region-full",
    "LOAD_DEFAULT, EADDRNOTAVAIL, KexecException, segment-not-aligned",
    "LOAD_CRASH, EADDRNOTAVAIL, KexecException, segment-outside-crash-region",
    "LOAD_CRASH, EINVAL, KexecException, arguments-refused",
    "LOAD_CRASH, EFAULT, KexecException, buffer-unreadable",
    "LOAD_DEFAULT, EBUSY, BusyException, xen-busy",
    "UNLOAD, ENOMEM, KexecException, memory-short",
    "START, ENOENT, KexecException, nothing-loaded",
    "START, EIO, KexecException, hypercall-failed",
  })
  void explains(Operation operation, Errno errno, String exception, String code) {
    SystemCallException call = new SystemCallException(new FailedCall(CALL, errno.number()));
    KexecException refusal = Refusals.of(call, operation);
    assertThat(refusal.getClass().getSimpleName()).isEqualTo(exception);
    assertThat(refusal.fault().code()).isEqualTo(code);
    assertThat(refusal.fault().attempted())
        .isEqualTo("kexec_op(kexec_load, type=CRASH) = " + errno);
    assertThat(refusal.fault().cause()).isNotBlank();
    assertThat(refusal.fault().cure()).isNotBlank();
    assertThat(refusal).hasCause(call);
  }

  @Test
  void anErrorThatNobodyKnows() {
    SystemCallException call = new SystemCallException(new FailedCall(CALL, 4242));
    KexecException refusal = Refusals.of(call, Operation.QUERY);
    assertThat(refusal.fault().code()).isEqualTo("hypercall-failed");
    assertThat(refusal.fault().cause()).contains("errno 4242");
  }
}

package kexec.vmtest.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import kexec.api.fault.Fault;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.diagnosis.Diagnosis;
import org.junit.jupiter.api.DynamicTest;

/**
 * A misuse of a system call: what the kernel answers, and what we say that it means.
 *
 * @param name the defect
 * @param call makes the call
 * @param errno the kernel's error
 * @param code of the fault that explains it
 */
record Row(String name, Call call, Errno errno, String code) {

  /** A failing call. */
  @FunctionalInterface
  interface Call {

    /**
     * Performs the call.
     *
     * @throws Exception which it should
     */
    void run() throws Exception;
  }

  /** Returns the test that calls the kernel. */
  DynamicTest test() {
    return DynamicTest.dynamicTest(name, this::check);
  }

  private void check() {
    SystemCallException refused = catchThrowableOfType(SystemCallException.class, call::run);
    assertThat(refused).as("the kernel refuses " + name).isNotNull();
    assertThat(refused.failed().errno()).contains(errno);
    Fault fault =
        new Diagnosis(LinuxRoot.running(), RunningArchitecture.get()).explain(refused.failed());
    System.out.println("inside: " + name + " => " + fault);
    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault.cure()).isNotBlank();
  }
}

package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import org.junit.jupiter.api.Test;

class FailedCallTest {

  @Test
  void anUnknownErrorKeepsItsNumber() {
    FailedCall failed = new FailedCall(new OtherCall("reboot", "cmd=0x0"), 524);
    assertThat(failed.errno()).isEmpty();
    assertThat(failed.errorNumber()).isEqualTo(524);
    assertThat(failed).hasToString("reboot(cmd=0x0) = errno 524");
  }

  @Test
  void aKnownErrorHasItsName() {
    FailedCall failed = new FailedCall(KexecFileLoad.unload(2), 1);
    assertThat(failed.errno()).contains(Errno.EPERM);
    assertThat(failed.isBecauseOf(Errno.EPERM)).isTrue();
    assertThat(failed.isBecauseOf(Errno.EBUSY)).isFalse();
    assertThat(failed)
        .hasToString(
            "kexec_file_load(kernel_fd=-1, initrd_fd=-1, cmdline=NULL, flags=0x3) = EPERM");
  }

  @Test
  void unloadingIsALoadOfNothing() {
    assertThat(KexecLoad.unload(0x3e0001))
        .isEqualTo(new KexecLoad(new MachineAddress(0), List.of(), 0x3e0001))
        .hasToString("kexec_load(entry=0x0, nr_segments=0, segments=[], flags=0x3e0001)");
    assertThat(KexecFileLoad.unload(0).commandLine()).isEqualTo(Optional.empty());
  }
}

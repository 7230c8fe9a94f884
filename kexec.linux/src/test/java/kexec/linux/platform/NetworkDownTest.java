package kexec.linux.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import kexec.linux.Tree;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkDownTest {

  @TempDir private Path directory;

  private final FakeInterfaces interfaces =
      new FakeInterfaces().with("lo", 0x9).with("eth0", 0x1003).with("eth1", 0x1002);

  @Test
  void takesDownWhatIsUpButForTheLoopback() throws Exception {
    tree();
    run();
    assertThat(interfaces.flags("eth0")).isEqualTo(0x1002);
    assertThat(interfaces.flags("eth1")).isEqualTo(0x1002);
    assertThat(interfaces.flags("lo")).isEqualTo(0x9);
    assertThat(interfaces.isOpen()).isFalse();
  }

  @Test
  void withoutTheInternetProtocolsNothingIsUp() throws Exception {
    interfaces.withoutSockets(Errno.EAFNOSUPPORT);
    run();
  }

  @Test
  void aRefusalIsHandedOn() throws Exception {
    tree().with("/sys/class/net/wlan0/flags", "0x1003\n");
    assertThatThrownBy(this::run)
        .isInstanceOf(SystemCallException.class)
        .hasMessageEndingWith("ENODEV");
    assertThat(interfaces.isOpen()).isFalse();
  }

  private Tree tree() throws Exception {
    return new Tree(directory)
        .with("/sys/class/net/lo/flags", "0x9\n")
        .with("/sys/class/net/eth0/flags", "0x1003\n")
        .with("/sys/class/net/eth1/flags", "0x1002\n");
  }

  private void run() throws Exception {
    new NetworkDown(new Tree(directory).root(), interfaces).run();
  }
}

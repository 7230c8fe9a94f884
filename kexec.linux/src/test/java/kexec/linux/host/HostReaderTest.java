package kexec.linux.host;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import kexec.api.memory.PageSize;
import kexec.linux.LinuxRoot;
import kexec.linux.Tree;
import kexec.linux.sys.LinuxAbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostReaderTest {

  @TempDir private Path path;
  private Tree tree;
  private HostReader reader;

  @BeforeEach
  void start() {
    tree = new Tree(path);
    reader = new HostReader(tree.root());
  }

  @Test
  void bootId() throws Exception {
    tree.with("/proc/sys/kernel/random/boot_id", "0c2d18d1-3d6b-4f0b-9c1e-6d6c0f0a7f11\n");
    assertThat(reader.bootId()).isEqualTo(new UUID(0x0c2d18d13d6b4f0bL, 0x9c1e6d6c0f0a7f11L));
  }

  @Test
  void theRunningKernelHasOneBootId() throws Exception {
    HostReader real = new HostReader(LinuxRoot.running());
    assertThat(real.bootId()).isEqualTo(real.bootId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1-2-3-4-5", "0c2d18d1-3d6b-4f0b-9c1e-6d6c0f0a7f1", "x"})
  void hostileBootIds(String text) {
    assertRefused("file-malformed", () -> BootId.parse("boot_id", text));
  }

  @Test
  void noBootId() {
    assertRefused("file-absent", reader::bootId);
  }

  @Test
  void release() throws Exception {
    tree.with("/proc/sys/kernel/osrelease", "6.1.0-56-cloud-amd64\n");
    assertThat(reader.release()).isEqualTo("6.1.0-56-cloud-amd64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../../etc/passwd", "a/b", "..", "6.1 x", "6.1\u0000"})
  void hostileReleases(String text) throws Exception {
    tree.with("/proc/sys/kernel/osrelease", text);
    assertRefused("file-malformed", reader::release);
  }

  @Test
  void presentCpus() throws Exception {
    tree.with("/sys/devices/system/cpu/present", "0-3,8,10-11\n");
    assertThat(reader.presentCpus()).isEqualTo("0-3,8,10-11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0-", "0,,1", "0 1"})
  void hostileCpuLists(String text) throws Exception {
    tree.with("/sys/devices/system/cpu/present", text);
    assertRefused("file-malformed", reader::presentCpus);
  }

  @ParameterizedTest
  @CsvSource({
    "'flags\t\t: fpu vme la57 rdpid', true",
    "'flags\t\t: fpu vme la570', false",
    "'flags\t\t:', false",
    "'model name\t: la57 ', false",
    "'', false",
  })
  void fiveLevelPaging(String line, boolean five) throws Exception {
    tree.with("/proc/cpuinfo", "processor\t: 0\n" + line + "\n\nprocessor\t: 1\n");
    assertThat(reader.hasFiveLevelPaging()).isEqualTo(five);
  }

  @Test
  void withoutAListOfProcessorsThereAreFourLevels() throws Exception {
    assertThat(reader.hasFiveLevelPaging()).isFalse();
  }

  @Test
  void networkInterfaces() throws Exception {
    tree.with("/sys/class/net/lo/flags", "0x9\n")
        .with("/sys/class/net/eth0/flags", "0x1003\n")
        .with("/sys/class/net/wlan0/flags", "0x1002\n")
        .with("/sys/class/net/bonding_masters", "");
    Files.createDirectory(path.resolve("sys/class/net/going"));
    assertThat(reader.networkInterfaces())
        .containsExactly(
            new NetworkInterface("eth0", 0x1003),
            new NetworkInterface("lo", 0x9),
            new NetworkInterface("wlan0", 0x1002))
        .filteredOn(face -> face.isUp() && !face.isLoopback())
        .extracting(NetworkInterface::name)
        .containsExactly("eth0");
  }

  @Test
  void hostileFlags() throws Exception {
    tree.with("/sys/class/net/eth0/flags", "up");
    assertRefused("file-malformed", reader::networkInterfaces);
  }

  @Test
  void noNetwork() throws Exception {
    assertThat(reader.networkInterfaces()).isEmpty();
  }

  private void auxv(LinuxAbi abi, long... words) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * abi.wordBytes()).order(ByteOrder.nativeOrder());
    for (long word : words) {
      if (abi.wordBytes() == Long.BYTES) {
        bytes.putLong(word);
      } else {
        bytes.putInt((int) word);
      }
    }
    Path file = path.resolve("proc/self/auxv");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.array());
  }

  @ParameterizedTest
  @CsvSource({"4096", "16384", "65536"})
  void pageSize(long size) throws Exception {
    for (LinuxAbi abi : LinuxAbi.values()) {
      auxv(abi, 33, 0x7000, 6, size, 0, 0);
      assertThat(reader.pageSize(abi).bytes()).isEqualTo(size);
    }
  }

  @Test
  void thePagesHave4KibIfNothingSaysOtherwise() throws Exception {
    assertThat(reader.pageSize(LinuxAbi.ARM64)).isEqualTo(PageSize.KIB_4);
    auxv(LinuxAbi.ARM64, 33, 0x7000, 6);
    assertThat(reader.pageSize(LinuxAbi.ARM64)).isEqualTo(PageSize.KIB_4);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2048, 4097, 131072, -1})
  void hostilePageSizes(long size) throws Exception {
    auxv(LinuxAbi.ARM64, 6, size);
    assertRefused("file-malformed", () -> reader.pageSize(LinuxAbi.ARM64));
  }
}

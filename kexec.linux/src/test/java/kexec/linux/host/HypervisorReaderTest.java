package kexec.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HypervisorReaderTest {

  @TempDir private Path directory;

  private Tree tree;
  private HypervisorReader reader;

  @BeforeEach
  void makeTree() {
    tree = new Tree(directory);
    reader = new HypervisorReader(tree.root());
  }

  @Test
  void bareMetalHasNone() throws Exception {
    assertThat(reader.type()).isEmpty();
    assertThat(reader.guestType()).isEmpty();
    assertThat(reader.version()).isEmpty();
    assertThat(reader.features()).isEmpty();
  }

  @Test
  void dom0() throws Exception {
    tree.with("/sys/hypervisor/type", "xen\n");
    tree.with("/sys/hypervisor/guest_type", "PV\n");
    tree.with("/sys/hypervisor/version/major", "4\n");
    tree.with("/sys/hypervisor/version/minor", "17\n");
    tree.with("/sys/hypervisor/properties/features", "00000bf5\n");
    assertThat(reader.type()).contains("xen");
    assertThat(reader.guestType()).contains("PV");
    assertThat(reader.version()).contains(new HypervisorVersion(4, 17));
    assertThat(reader.features()).isEqualTo(OptionalLong.of(0xbf5));
  }

  @Test
  void aVersionInPartIsNone() throws Exception {
    tree.with("/sys/hypervisor/version/major", "4\n");
    assertThat(reader.version()).isEmpty();
  }

  @Test
  void versionsAreOrderedByBothNumbers() {
    assertThat(new HypervisorVersion(4, 9)).isLessThan(new HypervisorVersion(4, 17));
    assertThat(new HypervisorVersion(5, 0)).isGreaterThan(new HypervisorVersion(4, 23));
    assertThat(new HypervisorVersion(4, 9)).hasToString("4.9");
  }

  @ParameterizedTest
  @CsvSource({
    "type, two words",
    "guest_type, P/V",
    "version/major, -4",
    "version/minor, 99999999999999999999",
    "properties/features, 0x",
    "properties/features, 11112222333344445",
  })
  void nonsense(String file, String text) throws Exception {
    tree.with("/sys/hypervisor/version/major", "4\n");
    tree.with("/sys/hypervisor/version/minor", "17\n");
    tree.with("/sys/hypervisor/" + file, text + "\n");
    BadFileException refusal =
        catchThrowableOfType(
            BadFileException.class,
            () -> {
              reader.type();
              reader.guestType();
              reader.version();
              reader.features();
            });
    assertThat(refusal.fault().code()).isEqualTo("file-malformed");
    assertThat(refusal.fault().attempted()).contains("/sys/hypervisor/" + file);
  }

  @Test
  void aFileThatNeverEndsIsRefused() throws Exception {
    tree.with("/sys/hypervisor/type", "x".repeat(5000));
    assertThat(catchThrowableOfType(BadFileException.class, reader::type).fault().code())
        .isEqualTo("file-too-long");
  }
}

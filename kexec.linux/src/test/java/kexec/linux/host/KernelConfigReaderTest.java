package kexec.linux.host;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelConfigReaderTest {

  private static final String DEBIAN =
      """
      #
      # Automatically generated file; DO NOT EDIT.
      #
      CONFIG_LOCALVERSION=""
      CONFIG_KEXEC=y
      CONFIG_KEXEC_FILE=y
      CONFIG_KEXEC_SIG=y
      # CONFIG_KEXEC_SIG_FORCE is not set
      CONFIG_VIRTIO=m
      """;

  @TempDir private Path path;
  private Tree tree;
  private KernelConfigReader reader;

  @BeforeEach
  void start() throws IOException {
    tree = new Tree(path).with("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n");
    reader = new KernelConfigReader(tree.root());
  }

  @Test
  void theDistributionsFile() throws Exception {
    tree.with("/boot/config-6.1.0-56-amd64", DEBIAN).with("/boot/config-5.10", "CONFIG_KEXEC=n\n");
    assertDebian(reader.read().orElseThrow());
  }

  @Test
  void theOtherDistributionsFile() throws Exception {
    tree.with("/lib/modules/6.1.0-56-amd64/config", DEBIAN);
    assertDebian(reader.read().orElseThrow());
  }

  @Test
  void theKernelsOwnWordComesFirst() throws Exception {
    tree.with("/boot/config-6.1.0-56-amd64", "CONFIG_KEXEC=n\n")
        .with("/proc/config.gz", packed(DEBIAN.getBytes(StandardCharsets.UTF_8)));
    assertDebian(reader.read().orElseThrow());
  }

  @Test
  void noFileAtAll() throws Exception {
    assertThat(reader.read()).isEmpty();
  }

  @Test
  void aFileOfAnotherKind() throws Exception {
    tree.with("/boot/config-6.1.0-56-amd64", "hello\n");
    assertRefused("file-malformed", reader::read);
  }

  @Test
  void aBomb() throws Exception {
    tree.with("/proc/config.gz", packed(new byte[KernelConfigReader.MAX_LENGTH + 1]));
    assertThat(assertRefused("file-malformed", reader::read).fault().cause()).contains("unpacked");
  }

  @Test
  void damagedArchives() throws Exception {
    byte[] whole = packed(DEBIAN.getBytes(StandardCharsets.UTF_8));
    tree.with("/proc/config.gz", Arrays.copyOf(whole, whole.length / 2));
    assertRefused("file-malformed", reader::read);
    tree.with("/proc/config.gz", DEBIAN);
    assertRefused("file-malformed", reader::read);
  }

  @Test
  void endlessFiles() throws Exception {
    tree.with("/boot/config-6.1.0-56-amd64", new byte[KernelConfigReader.MAX_LENGTH + 1]);
    assertRefused("file-too-long", reader::read);
  }

  private static void assertDebian(KernelConfig config) {
    assertThat(config.isBuiltIn("KEXEC")).contains(true);
    assertThat(config.isBuiltIn("KEXEC_SIG_FORCE")).contains(false);
    assertThat(config.isBuiltIn("VIRTIO")).contains(false);
    assertThat(config.isBuiltIn("CRASH_HOTPLUG")).isEmpty();
  }

  private static byte[] packed(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }
}

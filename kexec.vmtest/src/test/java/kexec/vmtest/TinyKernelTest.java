package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyKernelTest {

  @TempDir Path directory;

  @Test
  void binariesAreWhatTheSourceGives() throws Exception {
    byte[] committed = TinyKernel.load().file();
    Path log = directory.resolve("log");
    Process build =
        new ProcessBuilder("src/main/tinykernel/build", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(build.waitFor(2, TimeUnit.MINUTES)).isTrue();
    Assumptions.assumeFalse(
        build.exitValue() != 0 && Files.readString(log).contains("not found"),
        "GCC and GNU binutils are not here");
    assertThat(build.exitValue()).as(Files.readString(log)).isZero();
    byte[] built = Files.readAllBytes(directory.resolve("tiny.bzImage"));
    Assumptions.assumeTrue(
        version(built).equals(version(committed)),
        "another compiler than the committed binary's: " + version(built));
    assertThat(built).isEqualTo(committed);
    assertThat(Files.readAllBytes(directory.resolve("tiny.multiboot")))
        .isEqualTo(TinyKernel.load().multiboot());
  }

  @Test
  void multibootFileHoldsTheSameImage() throws Exception {
    TinyKernel kernel = TinyKernel.load();
    ByteBuffer file = ByteBuffer.wrap(kernel.multiboot()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] image = new byte[kernel.image().length];
    // The segment's place in the file; the Multiboot header lies within the first 8 KiB.
    file.get(0x1000, image);
    assertThat(image).isEqualTo(kernel.image());
    assertThat(file.getInt(0x1180)).as("magic").isEqualTo(0x1badb002);
    assertThat(file.getInt(0x1180) + file.getInt(0x1184) + file.getInt(0x1188))
        .as("checksum")
        .isZero();
  }

  @Test
  void headerIsWhatLoadersAskFor() throws Exception {
    byte[] file = TinyKernel.load().file();
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.get(0x1f1)).as("setup_sects").isEqualTo((byte) 1);
    assertThat(header.getInt(0x1f4) * 16).as("syssize").isEqualTo(file.length - 0x400);
    assertThat(header.getShort(0x1fe)).as("boot_flag").isEqualTo((short) 0xaa55);
    assertThat(header.getInt(0x202)).as("header").isEqualTo(0x53726448);
    assertThat(header.getShort(0x206)).as("version").isEqualTo((short) 0x20f);
    assertThat(0x202 + header.get(0x201)).as("end of the header").isEqualTo(0x26c);
    assertThat(header.get(0x211)).as("loadflags").isEqualTo((byte) 1);
    assertThat(header.getShort(0x236)).as("xloadflags").isEqualTo((short) 0x23);
    assertThat(header.getInt(0x260)).as("init_size").isGreaterThan(file.length);
  }

  @Test
  void hashDependsOnEveryByteAndItsPlace() {
    byte[] bytes = "0123456789abcdef0".getBytes(StandardCharsets.US_ASCII);
    long whole = TinyKernel.hash(bytes);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      assertThat(TinyKernel.hash(flipped)).isNotEqualTo(whole);
    }
    assertThat(TinyKernel.hash("89abcdef012345670".getBytes(StandardCharsets.US_ASCII)))
        .isNotEqualTo(whole);
    assertThat(TinyKernel.hash(new byte[0])).isEqualTo(0xcbf29ce484222325L);
  }

  @Test
  void reportIsFoundAmongOtherLines() {
    Console console = new Console("port");
    byte[] text =
        "[    1.0] tiny: no\r\ntiny: initrd at=[0x1000, 0x1800) hash=0xffffffffffffffff\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    console.arrived(text, text.length, Duration.ZERO);
    TinyReport report = TinyReport.of(console);
    assertThat(report.lines())
        .containsExactly("initrd at=[0x1000, 0x1800) hash=0xffffffffffffffff");
    assertThat(report.start("initrd", "at")).isEqualTo(0x1000);
    assertThat(report.size("initrd", "at")).isEqualTo(0x800);
    assertThat(report.number("initrd", "hash")).isEqualTo(-1);
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> report.number("initrd", "ash"))
        .withMessageContaining("ash=")
        .withMessageContaining("[0x1000, 0x1800)");
  }

  /** The header's kernel_version points to it. */
  private static String version(byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int start = 0x200 + header.getShort(0x20e);
    int end = start;
    while (file[end] != 0) {
      end++;
    }
    return new String(file, start, end - start, StandardCharsets.US_ASCII);
  }
}

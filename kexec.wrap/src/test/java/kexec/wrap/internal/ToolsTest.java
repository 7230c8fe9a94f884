package kexec.wrap.internal;

import static kexec.wrap.internal.Samples.ascii;
import static kexec.wrap.internal.Samples.join;
import static kexec.wrap.internal.Samples.kernel;
import static kexec.wrap.internal.Samples.run;
import static kexec.wrap.internal.Samples.zboot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.plan.MappedFile;
import kexec.wrap.Unwrapped;
import kexec.wrap.Unwrapping;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the tools that builds of kernels use, where these are installed. */
class ToolsTest extends WrapTest {

  private static final Path STUB = Path.of("/usr/lib/systemd/boot/efi/linuxx64.efi.stub");

  /** Longer than a block of 8 MiB, and what does not compress repeats at a larger distance. */
  private final byte[] kernel =
      join(kernel(1 << 20), new byte[4 << 20], kernel(300), new byte[5 << 20], kernel(1 << 20));

  @BeforeEach
  void writeKernel() throws Exception {
    Files.write(directory.resolve("in"), kernel);
    Files.write(directory.resolve("initrd"), ascii("initrd"));
  }

  private Unwrapped out() throws Exception {
    return Unwrapping.of(MappedFile.open(directory.resolve("out")));
  }

  /** The options are those of Linux's scripts/Makefile.lib, and the tools' own. */
  @ParameterizedTest
  @CsvSource({
    "gzip, gzip, gzip -n -9 < in > out",
    "xz, xz, xz --check=crc32 --x86 --lzma2=dict=32MiB < in > out",
    "xz, xz, xz -T2 -2 --block-size=1MiB < in > out",
    "lzma, lzma, lzma -4 < in > out",
    "lzma, xz, xz --format=lzma -1 < in > out",
    "zstd, zstd, zstd -q -3 < in > out",
    "zstd, zstd, zstd -q in -o out",
    "zstd, zstd, zstd -q -3 --no-check --single-thread < in > out",
    "zstd, zstd, zstd -q -3 --long=27 < in > out",
    "lz4, lz4, lz4 -l -9 < in > out",
    "lz4, lz4, lz4 -q < in > out",
    "lz4, lz4, lz4 -q -1 --content-size -BX -B5 in out",
    "lzo, lzop, lzop -9 < in > out",
    "lzo, lzop, lzop --crc32 < in > out"
  })
  void compressed(String name, String tool, String command) throws Exception {
    run(directory, tool, command);
    assertKernel(out(), kernel, name);
  }

  /** Linux compresses a zboot image's payload with a window that holds all of it. */
  @Test
  void zbootWithTheLargestWindow() throws Exception {
    run(directory, "zstd", "zstd -q -22 --ultra < in > out");
    byte[] payload = Files.readAllBytes(directory.resolve("out"));
    assertKernel(unwrapped(zboot("zstd22", payload, kernel.length)), kernel, "EFI zboot (zstd)");
  }

  @ParameterizedTest
  @CsvSource({"none, arm, uImage (arm)", "gzip, arm64, 'uImage (arm64, gzip)'"})
  void image(String compression, String architecture, String name) throws Exception {
    Path data = directory.resolve("in");
    if (compression.equals("gzip")) {
      Files.write(data, Samples.gzip(kernel));
    }
    run(
        directory,
        "mkimage",
        "mkimage -A %s -O linux -T kernel -C %s -a 0x8000 -e 0x8000 -n Linux -d in out"
            .formatted(architecture, compression));
    assertKernel(out(), kernel, name);
  }

  @Test
  void imageOfSeveralFiles() throws Exception {
    run(
        directory,
        "mkimage",
        "mkimage -A arm -O linux -T multi -C none -a 0x8000 -e 0x8000 -n Linux -d in:initrd out");
    Unwrapped unwrapped = out();
    assertKernel(unwrapped, kernel, "uImage (arm)");
    assertThat(Samples.bytes(unwrapped.initrd().orElseThrow())).isEqualTo(ascii("initrd"));
  }

  @Test
  void unifiedImageOfSystemdsStub() throws Exception {
    assumeTrue(Files.exists(STUB), "systemd's stub is not installed");
    Files.write(directory.resolve("cmdline"), ascii("quiet\n"));
    run(
        directory,
        "objcopy",
        "objcopy --add-section .cmdline=cmdline --change-section-vma .cmdline=0x30000"
            + " --add-section .linux=in --change-section-vma .linux=0x2000000"
            + " --add-section .initrd=initrd --change-section-vma .initrd=0x5000000 %s out"
                .formatted(STUB));
    Unwrapped unwrapped = out();
    assertKernel(unwrapped, kernel, "UKI");
    assertThat(unwrapped.commandLine()).contains("quiet");
    assertThat(Samples.bytes(unwrapped.initrd().orElseThrow())).isEqualTo(ascii("initrd\0\0"));
  }
}

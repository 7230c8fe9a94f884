package kexec.wrap.internal;

import static kexec.wrap.internal.Samples.ascii;
import static kexec.wrap.internal.Samples.compressed;
import static kexec.wrap.internal.Samples.join;
import static kexec.wrap.internal.Samples.kernel;
import static kexec.wrap.internal.Samples.pe;
import static kexec.wrap.internal.Samples.uImage;
import static kexec.wrap.internal.Samples.zboot;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.plan.DataPart;
import kexec.api.plan.MappedFile;
import kexec.wrap.Unwrapped;
import kexec.wrap.Unwrapping;
import kexec.wrap.internal.Samples.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnwrappingTest extends WrapTest {

  private final byte[] kernel = kernel(200_000);

  @ParameterizedTest
  @ValueSource(strings = {"\u007fELF", "MZ", "MZ\0\0", "x", "\u00ea\u0005\0\u00c0\u008c"})
  void whatIsNotWrappedIsTheFileItself(String beginning) throws Exception {
    MappedFile file = file(ascii(beginning));
    Unwrapped unwrapped = Unwrapping.of(file);
    assertThat(unwrapped.wrappers()).isEmpty();
    assertThat(unwrapped.kernel().parts())
        .containsExactly(new DataPart.FilePart(file, 0, file.size()));
    assertThat(unwrapped.initrd()).isEmpty();
    assertThat(unwrapped.deviceTree()).isEmpty();
    assertThat(unwrapped.commandLine()).isEmpty();
  }

  @Test
  void wrappersInEachOtherAreRemovedFromOutsideIn() throws Exception {
    byte[] zboot = zboot(Compression.ZSTD, compressed(Compression.GZIP, kernel));
    byte[] uki = pe(List.of(new Section(".linux", zboot), new Section(".initrd", ascii("rd"))));
    Unwrapped unwrapped = unwrapped(compressed(Compression.XZ, uki));
    assertKernel(unwrapped, kernel, "xz", "UKI", "EFI zboot (zstd)", "gzip");
    assertThat(Samples.bytes(unwrapped.initrd().orElseThrow())).isEqualTo(ascii("rd\0\0"));
  }

  @Test
  void theOutermostPartsAreTaken() throws Exception {
    byte[] inner = pe(List.of(new Section(".linux", kernel), new Section(".cmdline", ascii("in"))));
    byte[] outer = pe(List.of(new Section(".linux", inner), new Section(".cmdline", ascii("out"))));
    assertThat(unwrapped(outer).commandLine()).contains("out");
  }

  @Test
  void tooManyWrappersAreRefused() throws Exception {
    byte[] wrapped = kernel;
    for (int i = 0; i < 4; i++) {
      wrapped = compressed(Compression.GZIP, wrapped);
    }
    assertKernel(unwrapped(wrapped), kernel, "gzip", "gzip", "gzip", "gzip");
    assertRefused(compressed(Compression.GZIP, wrapped), "wrap-too-deep", "more than 4 wrappers");
  }

  @Test
  void anEmptyWrapperIsRefused() throws Exception {
    assertRefused(compressed(Compression.GZIP, new byte[0]), "wrap-empty", "the gzip has nothing");
    assertRefused(uImage(2, 0, new byte[0]), "wrap-empty", "uImage (arm64) has nothing");
  }

  @Test
  void aFitImageIsRefusedWithTheToolToUse() throws Exception {
    byte[] fit = join(new byte[] {(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed}, new byte[100]);
    assertRefused(fit, "wrap-fit", "FIT");
    assertThat(refusal(fit).cure()).contains("dumpimage -T flat_dt");
  }

  @Test
  void bzip2IsRefusedByName() throws Exception {
    assertRefused(ascii("BZh91AY&SY"), "wrap-method", "bzip2");
  }
}

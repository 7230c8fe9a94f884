package kexec.wrap.internal;

import static kexec.wrap.internal.Samples.ascii;
import static kexec.wrap.internal.Samples.kernel;
import static kexec.wrap.internal.Samples.little;
import static kexec.wrap.internal.Samples.pe;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import kexec.api.plan.DataPart;
import kexec.wrap.Unwrapped;
import kexec.wrap.internal.Samples.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnifiedImageTest extends WrapTest {

  private static final int TABLE = 64 + 24 + 112;

  private final byte[] kernel = kernel(3001);

  private Section linux() {
    return new Section(".linux", kernel);
  }

  private static void put(byte[] image, int section, int field, int value) {
    System.arraycopy(little(value), 0, image, TABLE + 40 * section + field, 4);
  }

  @Test
  void allPartsArePiecesOfTheFile() throws Exception {
    Unwrapped unwrapped =
        unwrapped(
            pe(
                List.of(
                    new Section(".text", ascii("stub")),
                    new Section(".cmdline", ascii("root=/dev/sda quiet\n\0")),
                    new Section(".dtbauto", ascii("automatic")),
                    new Section(".dtb", ascii("tree")),
                    new Section(".initrd", ascii("first")),
                    linux(),
                    new Section(".initrd", ascii("second!!")),
                    new Section(".ucode", ascii("microcode...")))));
    assertKernel(unwrapped, kernel, "UKI");
    assertThat(unwrapped.kernel().parts()).singleElement().isInstanceOf(DataPart.FilePart.class);
    assertThat(Samples.bytes(unwrapped.initrd().orElseThrow()))
        .isEqualTo(ascii("microcode...first\0\0\0second!!"));
    assertThat(Samples.bytes(unwrapped.deviceTree().orElseThrow())).isEqualTo(ascii("tree"));
    assertThat(unwrapped.commandLine()).contains("root=/dev/sda quiet");
  }

  @Test
  void aKernelAloneHasNothingElse() throws Exception {
    Unwrapped unwrapped =
        unwrapped(pe(List.of(linux(), new Section(".dtbauto", ascii("automatic")))));
    assertThat(unwrapped.initrd()).isEmpty();
    assertThat(unwrapped.deviceTree()).isEmpty();
    assertThat(unwrapped.commandLine()).isEmpty();
  }

  @Test
  void aProgramWithoutAKernelIsNotWrapped() throws Exception {
    assertThat(unwrapped(pe(List.of(new Section(".text", kernel)))).wrappers()).isEmpty();
    byte[] other = pe(List.of(linux()));
    other[64] = 'X';
    assertThat(unwrapped(other).wrappers()).isEmpty();
    byte[] neither = pe(List.of(linux()));
    neither[64 + 24] = 7;
    assertThat(unwrapped(neither).wrappers()).isEmpty();
  }

  @Test
  void a32BitProgramIsOneToo() throws Exception {
    byte[] image = pe(List.of(linux()));
    image[64 + 24 + 1] = 1;
    assertKernel(unwrapped(image), kernel, "UKI");
  }

  @ParameterizedTest(name = "a virtual size of {0}: {1}")
  @CsvSource({"0, 3072", "100, 100", "4096, 3072"})
  void theContentIsTheSmallerOfBothSizes(int virtualSize, int size) throws Exception {
    byte[] image = pe(List.of(new Section(".linux", kernel, virtualSize)));
    assertThat(unwrapped(image).kernel().size()).isEqualTo(size);
  }

  /** As systemd's stub passes it. */
  @ParameterizedTest
  @CsvSource({"' a\tb\nc ', a b c", "'a\0b', a", "'\u00fc', '\udcfc'"})
  void theCommandLineIsText(String content, String text) throws Exception {
    byte[] image = pe(List.of(linux(), new Section(".cmdline", ascii(content))));
    assertThat(unwrapped(image).commandLine()).contains(text);
  }

  @Test
  void anEmptyCommandLineIsNone() throws Exception {
    byte[] image = pe(List.of(linux(), new Section(".cmdline", ascii(" \n"))));
    assertThat(unwrapped(image).commandLine()).isEmpty();
  }

  @Test
  void ofSeveralProfilesTheFirstIsTaken() throws Exception {
    Unwrapped unwrapped =
        unwrapped(
            pe(
                List.of(
                    new Section(".cmdline", ascii("base")),
                    new Section(".dtb", ascii("tree")),
                    linux(),
                    new Section(".profile", ascii("ID=main")),
                    new Section(".cmdline", ascii("main")),
                    new Section(".profile", ascii("ID=rescue")),
                    new Section(".cmdline", ascii("rescue")),
                    new Section(".initrd", ascii("rescue")))));
    assertThat(unwrapped.commandLine()).contains("main");
    assertThat(unwrapped.deviceTree()).isPresent();
    assertThat(unwrapped.initrd()).isEmpty();
  }

  @Test
  void aSectionBeyondTheFileIsRefused() throws Exception {
    byte[] image = pe(List.of(linux(), new Section(".initrd", ascii("initrd"))));
    assertRefused(Arrays.copyOf(image, image.length - 512), "wrap-beyond-file", ".initrd");
    put(image, 0, 20, -1);
    assertRefused(image, "wrap-beyond-file", ".linux");
  }

  @Test
  void overlappingSectionsAreRefused() throws Exception {
    byte[] image = pe(List.of(linux(), new Section(".initrd", ascii("initrd"))));
    put(image, 1, 20, 1024);
    assertRefused(image, "wrap-uki-sections", "overlaps");
  }

  @Test
  void anEmptyKernelIsRefused() throws Exception {
    assertRefused(
        pe(List.of(new Section(".linux", new byte[0]))), "wrap-empty", "the UKI has nothing");
  }

  @Test
  void aCommandLineOfMegabytesIsRefused() throws Exception {
    byte[] image = pe(List.of(linux(), new Section(".cmdline", new byte[(1 << 20) + 1])));
    assertRefused(image, "wrap-uki-command-line", ".cmdline");
  }

  @Test
  void onlyABoundedNumberOfSectionsIsLookedAt() throws Exception {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      sections.add(new Section(".x", new byte[0]));
    }
    sections.add(linux());
    assertThat(unwrapped(pe(sections)).wrappers()).isEmpty();
  }

  @Test
  void hostileBytesAreUnwrappedOrRefused() throws Exception {
    byte[] image =
        pe(
            List.of(
                linux(),
                new Section(".cmdline", ascii("quiet")),
                new Section(".initrd", ascii("initrd"))));
    Random random = new Random(7);
    for (int i = 0; i < 700; i++) {
      byte[] mutated = image.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        mutated[60 + random.nextInt(TABLE - 60 + 120)] =
            (byte) (random.nextBoolean() ? -1 : random.nextInt());
      }
      survives(mutated);
    }
    for (int length = 1; length < image.length; length += 31) {
      survives(Arrays.copyOf(image, length));
    }
  }
}

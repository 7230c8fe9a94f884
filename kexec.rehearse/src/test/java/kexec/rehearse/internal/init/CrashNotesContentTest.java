package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kexec.api.plan.Architecture;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrashNotesContentTest {

  @TempDir Path directory;

  /** The sizes are those of {@code struct elf_prstatus} in glibc's headers for each. */
  @ParameterizedTest
  @CsvSource({"x86_64, 0x00000150", "arm64, 0x00000188", "arm, 0x00000094"})
  void readelfKnowsThem(String architecture, String size) throws Exception {
    Tools.assume("readelf");
    Architecture of = Architecture.labelled(architecture);
    List<ByteBuffer> notes = CrashNotesContent.of(of, 3, "6.1.0-test", 4096).orElseThrow();
    assertThat(notes).hasSize(3).doesNotHaveDuplicates();
    CoreFile core = new CoreFile(of);
    notes.forEach(core::note);
    Path file = Files.write(directory.resolve("core"), core.bytes());
    String text =
        Tools.run(directory, "env", "LC_ALL=C", "readelf", "-nW", file.toString()).stream()
            .map(line -> line.strip().replaceAll("\\s+", " "))
            .collect(Collectors.joining("\n"));
    assertThat(text)
        .containsSubsequence(
            "CORE " + size + " NT_PRSTATUS",
            "CORE " + size + " NT_PRSTATUS",
            "VMCOREINFO 0x00000023");
    assertThat(text).doesNotContainIgnoringCase("warning");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "ar-EG"})
  void theLastDescribesTheSystem(String language) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      assertThat(theLast())
          .isEqualTo(
              "\13\0\0\0\36\0\0\0\0\0\0\0VMCOREINFO\0\0OSRELEASE=6.1.0\nPAGESIZE=4096\n\0\0");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String theLast() {
    ByteBuffer note =
        CrashNotesContent.of(Architecture.X86_64, 1, "6.1.0", 4096).orElseThrow().get(0);
    byte[] bytes = new byte[note.remaining()];
    note.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void otherArchitecturesAreUnknown() {
    assertThat(CrashNotesContent.of(Architecture.labelled("riscv"), 2, "6.1", 4096)).isEmpty();
  }
}

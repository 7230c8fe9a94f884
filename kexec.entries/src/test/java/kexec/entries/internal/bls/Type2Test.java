package kexec.entries.internal.bls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.KexecException;
import kexec.entries.internal.BootLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unified kernel images as entries. */
class Type2Test {

  private static final int PE = 64;
  private static final int OPTIONAL = 112;
  private static final int TABLE = PE + 24 + OPTIONAL;

  @TempDir private Path directory;
  private BootLayout layout;

  @BeforeEach
  void create() {
    layout = new BootLayout(directory);
  }

  /** A PE32+ program with sections, given as names and contents in turn. */
  private static byte[] program(int machine, String... sections) {
    int count = sections.length / 2;
    ByteBuffer image = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
    image.putShort(0, (short) 0x5a4d).putInt(60, PE);
    image.putInt(PE, 0x4550).putShort(PE + 4, (short) machine).putShort(PE + 6, (short) count);
    image.putShort(PE + 20, (short) OPTIONAL).putShort(PE + 24, (short) 0x20b);
    int at = 1024;
    for (int i = 0; i < count; i++) {
      byte[] content = sections[2 * i + 1].getBytes(StandardCharsets.UTF_8);
      int entry = TABLE + 40 * i;
      image.put(entry, sections[2 * i].getBytes(StandardCharsets.US_ASCII));
      image.putInt(entry + 8, content.length).putInt(entry + 16, content.length);
      image.putInt(entry + 20, at).put(at, content);
      at += content.length;
    }
    return Arrays.copyOf(image.array(), at);
  }

  private static byte[] uki(String id, String version) {
    return program(
        0x8664,
        ".osrel",
        "ID=%s\nPRETTY_NAME=\"The %s %s\"\nVERSION_ID='%s'\n".formatted(id, id, version, version),
        ".uname",
        "6.1." + version + "\0",
        ".cmdline",
        "root=/dev/sda1\nquiet\0rest",
        ".linux",
        "kernel");
  }

  private List<String> ids() {
    return layout.list().entries().stream().map(BootEntry::id).toList();
  }

  @Test
  void itsTextsAreRead() throws KexecException {
    layout.bytes("/efi/EFI/Linux/system-5.efi", uki("debian", "5"));
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.id()).isEqualTo("system-5");
    assertThat(entry.title()).isEqualTo("The debian 5");
    assertThat(entry.version()).contains("6.1.5");
    assertThat(entry.architecture()).contains("x86_64");
    assertThat(entry.kernel()).isEqualTo(layout.path("/efi/EFI/Linux/system-5.efi"));
    assertThat(entry.initrds()).isEmpty();
    assertThat(entry.commandLine()).isEqualTo("root=/dev/sda1 quiet");
    assertThat(entry.source().kind()).isEqualTo(BootEntry.Kind.BLS_TYPE_2);
    assertThat(entry.findings()).isEmpty();
  }

  @Test
  void theyAreSortedWithTextEntries() {
    layout
        .stubs("/efi/linux")
        .bytes("/efi/EFI/Linux/a-9.efi", uki("a", "9"))
        .bytes("/efi/EFI/Linux/a-10+3-0.efi", uki("a", "10"))
        .bytes("/efi/EFI/Linux/a-11+0-3.EFI", uki("a", "11"))
        .file("/efi/loader/entries/b.conf", "linux /linux\nsort-key b\n");
    assertThat(ids()).containsExactly("a-10", "a-9", "b", "a-11");
    assertThat(layout.codes("a-11")).isEqualTo("entry-tried");
    layout.file("/efi/loader/loader.conf", "default a-9.efi\n");
    assertThat(layout.list().defaultId()).contains("a-9");
  }

  @Test
  void aBareOneHasItsName() {
    layout.bytes("/efi/EFI/Linux/bare.efi", program(0xaa64, ".linux", "kernel"));
    BootEntry entry = layout.entry("bare");
    assertThat(entry.title()).isEqualTo("bare");
    assertThat(entry.commandLine()).isEmpty();
    assertThat(entry.version()).isEmpty();
    assertThat(layout.codes("bare")).isEqualTo("entry-architecture");
    assertThat(layout.list().defaultId()).isEmpty();
    assertThat(layout.codes()).isEqualTo("entries-default-unknown");
  }

  @Test
  void aProgramThatIsNoneIsLeftOut() {
    layout
        .bytes("/efi/EFI/Linux/other.efi", program(0x8664, ".text", "code"))
        .file("/efi/EFI/Linux/text.efi", "no program at all")
        .file("/efi/EFI/Linux/empty.efi", "")
        .file("/efi/EFI/Linux/other.txt", "text");
    assertThat(ids()).isEmpty();
    assertThat(layout.codes()).isEqualTo("entries-no-kernel entries-no-kernel entries-no-kernel");
  }

  @ParameterizedTest(name = "cut after {0} bytes")
  @ValueSource(ints = {1, 2, 63, 64, 87, 88, 100, 200, 280, 400})
  void aTruncatedOneHarmsNothing(int length) {
    layout
        .bytes("/efi/EFI/Linux/cut.efi", Arrays.copyOf(uki("a", "1"), length))
        .bytes("/efi/EFI/Linux/good.efi", uki("b", "1"));
    assertThat(layout.list().defaultId()).isPresent();
    assertThat(ids()).contains("good");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a section beyond the file, 20, 0x7ffffff0",
    "an offset that is negative if signed, 20, -1",
    "a section that is longer than any text, 8, -1",
  })
  void aSectionThatIsNotThereIsNoText(String name, int field, String value) {
    byte[] image = uki("a", "1");
    int number = Integer.decode(value);
    ByteBuffer.wrap(image)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(TABLE + 80 + field, number)
        .putInt(TABLE + 80 + (field == 8 ? 16 : field), number);
    layout.bytes("/efi/EFI/Linux/bad.efi", image).bytes("/efi/EFI/Linux/good.efi", uki("b", "1"));
    assertThat(ids()).as(name).contains("good");
    layout.list().entries().stream()
        .filter(entry -> entry.id().equals("bad"))
        .forEach(entry -> assertThat(entry.commandLine()).isEmpty());
  }
}

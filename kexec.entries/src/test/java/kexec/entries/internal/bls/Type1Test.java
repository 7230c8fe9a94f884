package kexec.entries.internal.bls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kexec.api.entry.BootEntry;
import kexec.api.fault.KexecException;
import kexec.entries.internal.BootLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of type 1, their order, and systemd-boot's choice. */
class Type1Test {

  @TempDir private Path directory;
  private BootLayout layout;

  @BeforeEach
  void create() {
    layout = new BootLayout(directory);
  }

  private void entry(String name, String text) {
    layout.file("/efi/loader/entries/" + name + ".conf", text);
  }

  private void kernels(String... ids) {
    layout.stubs("/efi/linux");
    for (String id : ids) {
      entry(id, "linux /linux\n");
    }
  }

  @Test
  void everyKeyIsRead() throws KexecException {
    layout.stubs("/efi/k/linux", "/efi/k/microcode", "/efi/k/initrd", "/efi/k/board.dtb");
    entry(
        "one",
        """
        # a comment
        title      A title with  blanks
        version\t6.1.0-13
        sort-key   debian
        linux      /k/linux
        initrd     /k/microcode
        initrd     /k/initrd
        options    root=UUID=1 ro
        options    quiet a=$
        devicetree /k/board.dtb
        architecture x64
        unknown    key
        """);
    BootEntry entry = layout.entries().find("one");
    assertThat(entry.title()).isEqualTo("A title with  blanks");
    assertThat(entry.version()).contains("6.1.0-13");
    assertThat(entry.kernel()).isEqualTo(layout.path("/efi/k/linux"));
    assertThat(entry.initrds())
        .containsExactly(layout.path("/efi/k/microcode"), layout.path("/efi/k/initrd"));
    assertThat(entry.commandLine()).isEqualTo("root=UUID=1 ro quiet a=$");
    assertThat(entry.deviceTree()).contains(layout.path("/efi/k/board.dtb"));
    assertThat(entry.architecture()).contains("x86_64");
    assertThat(entry.source())
        .isEqualTo(
            new BootEntry.Source(
                BootEntry.Kind.BLS_TYPE_1, layout.path("/efi/loader/entries/one.conf")));
    assertThat(entry.findings()).isEmpty();
  }

  @Test
  void aPathBeginsAtThePartitionWhereverItIsMounted() {
    layout
        .mounts("8:1 / /", "8:2 / /boot")
        .stubs("/boot/vmlinuz", "/vmlinuz", "/boot/boot/vmlinuz")
        .file("/boot/loader/entries/a.conf", "linux /vmlinuz\n")
        .file("/boot/loader/entries/b.conf", "linux /boot/vmlinuz\n");
    assertThat(layout.entry("a").kernel()).isEqualTo(layout.path("/boot/vmlinuz"));
    assertThat(layout.entry("b").kernel()).isEqualTo(layout.path("/boot/boot/vmlinuz"));
  }

  @Test
  void withoutAPartitionOfItsOwnAPathBeginsAtTheRoot() {
    layout
        .mounts("8:1 / /")
        .stubs("/boot/vmlinuz", "/boot/boot/vmlinuz")
        .file("/boot/loader/entries/b.conf", "linux /boot/vmlinuz\n");
    assertThat(layout.entry("b").kernel()).isEqualTo(layout.path("/boot/vmlinuz"));
    assertThat(layout.codes("b")).isEmpty();
  }

  @Test
  void aPathThatOnlyOtherFileSystemsHaveIsAGuess() {
    layout
        .mounts("8:1 / /", "8:2 / /boot")
        .stubs("/vmlinuz")
        .file("/boot/loader/entries/a.conf", "linux /vmlinuz\n");
    assertThat(layout.entry("a").kernel()).isEqualTo(layout.path("/vmlinuz"));
    assertThat(layout.codes("a")).isEqualTo("entry-file-guessed");
  }

  @Test
  void aSubvolumeOfBtrfsIsPartOfThePath() {
    layout
        .mounts("0:30 /@ /", "0:30 /@/home /home")
        .stubs("/boot/vmlinuz")
        .file("/boot/loader/entries/a.conf", "linux /@/boot/vmlinuz\n")
        .file("/boot/loader/entries/b.conf", "linux /boot/vmlinuz\n");
    assertThat(layout.entry("a").kernel()).isEqualTo(layout.path("/boot/vmlinuz"));
    assertThat(layout.entry("b").kernel()).isEqualTo(layout.path("/boot/vmlinuz"));
    assertThat(layout.codes("a") + layout.codes("b")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "an absent kernel            | linux /absent                  | entry-file-missing",
        "an absent initrd            | linux /linux\\ninitrd /absent  | entry-file-missing",
        "no kernel                   | title x                        | entry-no-kernel",
        "an EFI program              | efi /linux                     | entry-efi-program",
        "a path upwards              | linux /../linux                | entry-file-name",
        "a path upwards in the midst | linux /x/../linux              | entry-file-name",
        "no name                     | linux /                        | entry-file-name",
        "a NUL                       | linux /li\\0nux                | entry-file-name",
        "a link out of the system    | linux /out                     | entry-file-outside",
        "a link to itself            | linux /itself                  | entry-file-missing",
        "a directory                 | linux /loader                  | entry-file-missing",
        "a device tree overlay       | linux /linux\\ndevicetree-overlay /o | entry-overlay",
        "a variable of GRUB          | linux /linux\\noptions a $kernelopts | entry-unclear",
        "another architecture        | linux /linux\\narchitecture aa64 | entry-architecture",
      })
  void whatIsWrongIsTold(String name, String text, String code) {
    layout.stubs("/efi/linux").link("/efi/out", "/proc/version").link("/efi/itself", "itself");
    entry("x", text.replace("\\n", "\n").replace("\\0", "\0"));
    assertThat(layout.codes("x").split(" ")).as(name).contains(code);
  }

  @Test
  void whatIsWrongPreventsItsUse() {
    entry("x", "linux /absent");
    assertThatThrownBy(() -> layout.entries().find("x"))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("/efi/absent is not there");
  }

  @Test
  void aNameWithBytesOfAnotherEncodingIsKept() throws Exception {
    byte[] text = "linux /linux\noptions a=\u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
    layout.stubs("/efi/linux").bytes("/efi/loader/entries/x.conf", text);
    assertThat(layout.entries().find("x").commandLine()).isEqualTo("a=\udcfc");
  }

  @Test
  void aHugeFileIsNotRead() {
    kernels("good");
    entry("huge", "#".repeat((1 << 16) + 1));
    assertThat(ids()).containsExactly("good");
    assertThat(layout.codes()).isEqualTo("entries-unread");
  }

  @Test
  void manyFilesAreNotRead() {
    layout.stubs("/efi/linux");
    for (int i = 0; i < 1001; i++) {
      entry("e" + i, "linux /linux\n");
    }
    assertThat(ids()).hasSize(1000);
    assertThat(layout.codes()).isEqualTo("entries-unread");
  }

  @Test
  void aFileThatIsNoneIsNotRead() throws Exception {
    Files.createDirectories(layout.path("/efi/loader/entries/directory.conf"));
    layout.link("/efi/loader/entries/out.conf", "/proc/version");
    assertThat(ids()).isEmpty();
    assertThat(layout.codes()).isEqualTo("entries-unread entries-unread");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    kernels("debian-6.1.0-13", "debian-5.10.0-9", "memtest");
    assertThatThrownBy(() -> layout.entries().find("debian-6.1.0-14"))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("the nearest are: 'debian-6.1.0-13', 'debian-5.10.0-9'");
  }

  @Test
  void withoutEntriesThereIsNoDefault() {
    assertThatThrownBy(() -> layout.entries().find("default"))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("no entry was found");
  }

  @Test
  void theMenuIsSorted() {
    layout.stubs("/efi/linux");
    String linux = "linux /linux\n";
    entry("plain-1", linux);
    entry("plain-10", linux);
    entry("plain-9", linux);
    entry("b-old", linux + "sort-key b\nversion 6.1\n");
    entry("b-new", linux + "sort-key b\nversion 6.10\n");
    entry("a", linux + "sort-key a\nversion 1\n");
    entry("failed+0-3", linux + "sort-key 0\n");
    entry("tried+2-1", linux + "sort-key a\nversion 2\n");
    assertThat(ids())
        .containsExactly(
            "tried", "a", "b-new", "b-old", "plain-10", "plain-9", "plain-1", "failed");
    assertThat(layout.codes("failed")).isEqualTo("entry-tried");
    assertThat(layout.list().defaultId()).contains("tried");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing            |             |           |      |       | c  | nothing names one",
        "a pattern          | default a*  |           |      |       | a  | loader.conf",
        "a pattern, suffix  | default a.conf |        |      |       | a  | loader.conf",
        "another case       | default A?CONF |        |      |       | a  | loader.conf",
        "a set              | default [ab] |          |      |       | b  | loader.conf",
        "without a match    | default x*  |           |      |       | c  | nothing names one",
        "a variable         | default a   | b.conf    |      |       | b  | LoaderEntryDefault",
        "a stale variable   | default a   | x.conf    |      |       | a  | loader.conf",
        "once               | default a   | b.conf    | c    |       | c  | LoaderEntryOneShot",
        "saved              | default @saved |        |      | b.conf | b | LoaderEntryLastBooted",
        "saved, variable    | default a   | @saved    |      | b     | b  | LoaderEntryLastBooted",
        "nothing is saved   | default @saved |        |      |       | c  | nothing names one",
      })
  void theDefaultIsSystemdBoots(
      String name, String conf, String variable, String once, String saved, String id, String why) {
    kernels("a", "b", "c");
    set("LoaderEntryDefault", variable);
    set("LoaderEntryOneShot", once);
    set("LoaderEntryLastBooted", saved);
    if (conf != null) {
      layout.file("/efi/loader/loader.conf", "timeout 3\n" + conf + "\n");
    }
    assertThat(layout.list().defaultId()).as(name).contains(id);
    assertThat(layout.list().reason()).contains(why);
  }

  private void set(String name, String value) {
    if (value != null) {
      layout.variable(name, value);
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"0", "3", "5"})
  void aVariableThatIsNoTextIsTold(int length) {
    kernels("a");
    layout.variable("LoaderEntryDefault", "a");
    layout.bytes(
        "/sys/firmware/efi/efivars/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f",
        new byte[length]);
    assertThat(layout.codes()).isEqualTo("entries-variable");
    assertThat(layout.list().defaultId()).contains("a");
  }

  @Test
  void anEntryForAnotherArchitectureIsNotTheDefault() {
    kernels("a");
    entry("z", "linux /linux\narchitecture aa64\n");
    assertThat(ids()).containsExactly("z", "a");
    assertThat(layout.list().defaultId()).contains("a");
    layout.osArch("aarch64");
    assertThat(layout.list().defaultId()).contains("z");
  }

  private List<String> ids() {
    return layout.list().entries().stream().map(BootEntry::id).toList();
  }

  /** systemd-boot looks for the kernel when it makes its menu. */
  @Test
  void whatHasNoKernelFileIsNotTheDefault() throws KexecException {
    kernels("b", "a");
    entry("c", "linux /removed\n");
    assertThat(layout.list().entries()).extracting(BootEntry::id).containsExactly("c", "b", "a");
    assertThat(layout.entries().find("default").id()).isEqualTo("b");
    layout.variable("LoaderEntryDefault", "c.conf");
    assertThat(layout.entries().find("default").id()).isEqualTo("b");
    assertThat(layout.codes()).contains("entries-default-unmatched");
  }

  @Test
  void linesMayEndAsOnDosAndKeysMayBeRepeated() throws KexecException {
    layout.stubs("/efi/one", "/efi/two", "/efi/i", "/efi/j");
    String text =
        """
        title One
        title Two
        linux /one
        linux /two
        initrd /i
        initrd /j
        options a\s
        options  b

        # options c
        """;
    entry("a", text.replace("\n", "\r\n"));
    BootEntry entry = layout.entries().find("a");
    assertThat(entry.title()).isEqualTo("Two");
    assertThat(entry.kernel()).isEqualTo(layout.path("/efi/two"));
    assertThat(entry.initrds()).containsExactly(layout.path("/efi/i"), layout.path("/efi/j"));
    assertThat(entry.commandLine()).isEqualTo("a b");
  }

  @Test
  void whatIsNoRegularFileIsNeverOpened() throws Exception {
    layout.file("/efi/dir/x", "").file("/efi/loader/entries/x.conf", "linux /dir\n");
    for (String pipe :
        List.of("/efi/pipe", "/efi/loader/entries/p.conf", "/efi/loader/loader.conf")) {
      assertThat(new ProcessBuilder("mkfifo", layout.path(pipe).toString()).start().waitFor())
          .isZero();
    }
    entry("a", "linux /pipe\n");
    entry("b", "linux /b\ninitrd /pipe\n");
    layout.stubs("/efi/b").link("/efi/loop", "loop").link("/efi/null", "/dev/null");
    entry("c", "linux /loop\n");
    entry("d", "linux /null\n");
    for (String id : List.of("a", "b", "c", "d", "x")) {
      assertThat(layout.entry(id).isLoadable()).as(id).isFalse();
      assertThat(layout.codes(id)).startsWith("entry-file-");
    }
    assertThat(layout.codes()).contains("entries-unread");
  }

  @Test
  void namesAreNamesWhateverTheyLookLike() {
    layout.stubs("/efi/linux");
    for (String name : List.of("--help", "-p", "a b", "\u001b[2J", "0", "..", "a+1+2-3", "+3-1")) {
      entry(name, "title \u001b]0;x\u0007\nlinux /linux\n");
    }
    assertThat(layout.list().entries())
        .extracting(BootEntry::id)
        .containsExactlyInAnyOrder("--help", "-p", "a b", "\u001b[2J", "0", "..", "a+1", "+3-1");
    assertThat(layout.list().entries()).allMatch(BootEntry::isLoadable);
  }
}

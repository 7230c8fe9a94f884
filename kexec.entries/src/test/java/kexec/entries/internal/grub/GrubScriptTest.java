package kexec.entries.internal.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.entries.internal.BootLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What GRUB's scripts make of entries, of their command lines and of the default. */
class GrubScriptTest {

  @TempDir private Path directory;
  private BootLayout layout;

  @BeforeEach
  void create() {
    layout = new BootLayout(directory).stubs("/boot/linux", "/boot/initrd").mounts("8:1 / /");
  }

  private void script(String text) {
    layout.file("/boot/grub/grub.cfg", text);
  }

  private static String entry(String title) {
    return "menuentry '%s' {\n linux /boot/linux title=%s\n}\n".formatted(title, title);
  }

  private List<String> ids() {
    return layout.list().entries().stream().map(BootEntry::id).toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain words            | linux /boot/linux a b        | a b",
        "an escaped blank       | linux /boot/linux a\\ b      | a b",
        "single quotes          | linux /boot/linux 'a  $b'    | a  $b",
        "double quotes          | linux /boot/linux \"a  $x\"  | a  1",
        "escapes in quotes      | linux /boot/linux \"\\$x\\\"\" | $x\"",
        "quotes within a word   | linux /boot/linux a='b c'd   | a=b cd",
        "a variable             | linux /boot/linux $x${x}     | 11",
        "a part of a word       | linux /boot/linux a${x}b     | a1b",
        "a variable of words    | linux /boot/linux $words     | p q",
        "a quoted one           | linux /boot/linux \"$words\" | p  q",
        "an unset variable      | linux /boot/linux a $none b  | a b",
        "a dollar sign          | linux /boot/linux a$ $       | a$ $",
        "a comment              | linux /boot/linux a # b      | a",
        "a number sign          | linux /boot/linux a#b        | a#b",
        "two commands           | set x=2; linux /boot/linux $x| 2",
        "an assignment          | x=3; linux /boot/linux $x    | 3",
        "an unset command       | unset x; linux /boot/linux a$x | a",
        "braces in quotes       | linux /boot/linux 'a{b}' c | a{b} c",
        "the last kernel counts | linux /boot/linux a; linux /boot/linux b | b",
        "16-bit                 | linux16 /boot/linux a        | a",
        "EFI                    | linuxefi /boot/linux a       | a",
        "an if that holds       | if [ $x = 1 ]; then linux /boot/linux a; else linux /boot/linux b; fi | a",
        "an if that does not    | if [ $x = 2 ]; then linux /boot/linux a; else linux /boot/linux b; fi | b",
        "an elif                | if false; then x=7; elif true; then linux /boot/linux e; fi | e",
        "a negation             | if ! [ $x = 2 ]; then linux /boot/linux n; fi | n",
        "a loop                 | for i in a b c; do all=\"$all$i\"; done; linux /boot/linux $all | abc",
        "a function             | function f { linux /boot/linux $1-$#; }; f a b | a-2",
        "the root device        | linux ($root)/boot/linux a   | a",
        "the entry's arguments  | linux /boot/linux $1         | e",
        "a translated text      | linux /boot/linux $\"a b\"   | a b",
      })
  void aCommandLineIsWhatGrubPasses(String name, String body, String line) throws KexecException {
    script("set x=1\nset words='p  q'\nmenuentry e {\n" + body + "\n}\n");
    assertThat(layout.entries().find("e").commandLine()).as(name).isEqualTo(line);
    assertThat(layout.codes("e")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hwmatch          | if hwmatch x; then y=1; else y=2; fi; linux /boot/linux $y | 1 | entry-unclear",
        "an exit status   | loadfont x; linux /boot/linux $? | 0 | entry-unclear",
        "a number         | if [ 1 -foo 2 ]; then y=1; fi; linux /boot/linux a | a | ``",
        "no difference    | if hwmatch x; then y=1; else y=1; fi; linux /boot/linux $y | 1 | ``",
        "no use of it     | if hwmatch x; then y=1; else y=2; fi; linux /boot/linux a | a | ``",
        "another kernel   | if hwmatch x; then linux /boot/linux a; else linux /boot/linux b; fi | a | entry-unclear",
        "another initrd   | linux /boot/linux a; if hwmatch x; then initrd /boot/initrd; fi | a | entry-unclear",
        "a loop           | linux /boot/linux a; while hwmatch x; do linux /boot/linux b; done | b | entry-unclear",
        "a nested doubt   | if hwmatch x; then if hwmatch y; then z=1; else z=2; fi; else z=1; fi; linux /boot/linux $z | 1 | entry-unclear",
        "a doubted test   | if hwmatch x; then y=1; fi; if [ \"$y\" = 1 ]; then z=a; else z=b; fi; linux /boot/linux $z | a | entry-unclear",
      })
  void whatOnlyTheMachineCouldTellIsSaid(String name, String body, String line, String codes) {
    script("menuentry e {\n" + body + "\n}\n");
    assertThat(layout.entry("e").commandLine()).as(name).isEqualTo(line);
    assertThat(layout.codes("e")).as(name).isEqualTo(codes == null ? "" : codes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "the first, if nothing is set | ``                       | a  | first entry",
        "a number                     | set default=1            | b  | default=1",
        "a title                      | set default=b            | b  | default=b",
        "a name                       | set default=named        | c  | default=named",
        "a submenu by numbers         | set default='3>1'        | s>e | default=3>1",
        "a submenu by names           | set default='s>e'        | s>e | default=s>e",
        "what is no entry             | set default=none         | a  | which no entry is",
        "a number beyond              | set default=9            | a  | which no entry is",
        "a submenu's unknown entry    | set default='s>none'     | s>d | which no entry is",
        "a submenu alone              | set default=s            | s>d | with the first entry of 's'",
        "the number of a submenu      | set default=3            | s>d | with the first entry of 's'",
        "an octal number              | set default=03           | s>d | with the first entry of 's'",
        "a hexadecimal number         | set default=0x1          | b  | default=0x1",
        "a negative number            | set default=-1           | a  | which no entry is",
        "a huge number                | set default=99999999999  | a  | which no entry is",
        "an empty step                | set default='s>'         | s>d | first entry",
      })
  void theDefaultIsGrubs(String name, String setting, String id, String reason) {
    script(
        setting
            + "\n"
            + entry("a")
            + entry("b")
            + "menuentry c --id named {\n linux /boot/linux\n}\n"
            + "submenu s {\n"
            + entry("d")
            + entry("e")
            + "}\n");
    assertThat(layout.list().defaultId()).as(name).contains(id.equals("c") ? "named" : id);
    assertThat(layout.list().reason()).contains(reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "an empty submenu | set default=x | starts no kernel",
        "no kernel       | set default=w | starts no kernel",
        "a doubted value | if hwmatch x; then set default=0; else set default=1; fi | only the machine",
        "a doubted entry | if hwmatch x; then menuentry z { linux /boot/linux; }; fi | whether the menu has 'z'",
      })
  void aDefaultThatCannotBeToldIsNotGuessed(String name, String setting, String why) {
    script(
        setting
            + "\n"
            + entry("a")
            + "submenu s {\n"
            + entry("d")
            + "}\nsubmenu x {\n}\nmenuentry w {\n chainloader +1\n}\n");
    assertThat(layout.list().defaultId()).as(name).isEmpty();
    assertThatThrownBy(() -> layout.entries().find("default"))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aSubmenuSeesExportedVariablesOnly() {
    script(
        "set a=1\nset b=2\nexport b\nsubmenu s {\n menuentry e {\n linux /boot/linux x$a$b\n }\n}\n");
    assertThat(layout.entry("s>e").commandLine()).isEqualTo("x2");
  }

  @Test
  void includedFilesAreRead() {
    layout.file("/boot/grub/custom.cfg", entry("included"));
    script(
        """
        if [ -f ${config_directory}/custom.cfg ]; then
          source ${config_directory}/custom.cfg
        fi
        if [ -f $prefix/none.cfg ]; then
          source $prefix/none.cfg
        fi
        """
            + entry("own"));
    assertThat(ids()).containsExactly("included", "own");
    assertThat(layout.codes()).isEmpty();
  }

  @Test
  void anotherConfigurationReplacesTheMenu() {
    layout.file("/boot/grub2/real.cfg", "set default=1\n" + entry("x") + entry("y"));
    script(entry("old") + "configfile /boot/grub2/real.cfg\n");
    assertThat(ids()).containsExactly("x", "y");
    assertThat(layout.list().defaultId()).contains("y");
  }

  @Test
  void theSystemPartitionNamesTheRealConfiguration() {
    layout
        .file(
            "/boot/efi/EFI/rocky/grub.cfg",
            """
            search --no-floppy --root-dev-only --fs-uuid --set=dev 1234-ABCD
            set prefix=($dev)/elsewhere/grub2
            export prefix
            configfile $prefix/grub.cfg
            """)
        .file("/elsewhere/grub2/grubenv", "# GRUB Environment Block\nsaved_entry=y\n")
        .file(
            "/elsewhere/grub2/grub.cfg",
            "if [ -f ${config_directory}/grubenv ]; then load_env; fi\n"
                + "set default=\"$saved_entry\"\n"
                + entry("x")
                + entry("y"));
    assertThat(ids()).containsExactly("x", "y");
    assertThat(layout.list().defaultId()).contains("y");
  }

  @Test
  void anIncludeThatIsNotThereIsTold() {
    script("source /boot/grub/none.cfg\n" + entry("own"));
    assertThat(ids()).containsExactly("own");
    assertThat(layout.codes()).isEqualTo("entries-grub-include");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "an include of itself  | source $prefix/grub.cfg",
        "a configuration of itself | configfile $prefix/grub.cfg",
        "a function of itself  | function f { f; }; f",
        "many functions        | function f { g; g; g; g; g; g; g; g; g; g; }; function g { h; h; h; h; h; h; h; h; h; h; }; function h { i; i; i; i; i; i; i; i; i; i; }; function i { j; j; j; j; j; j; j; j; j; j; }; function j { k; k; k; k; k; k; k; k; k; k; }; function k { true; true; true; }; f",
        "loops without a body  | for i in 0 1 2 3 4 5 6 7 8 9; do for j in 0 1 2 3 4 5 6 7 8 9; do for k in 0 1 2 3 4 5 6 7 8 9; do for l in 0 1 2 3 4 5 6 7 8 9; do for m in 0 1 2 3 4 5 6 7 8 9; do for n in 0 1 2; do done; done; done; done; done; done",
        "a list again and again | function f { blscfg; blscfg; blscfg; blscfg; }; for i in 1 2 3 4 5 6; do for j in 1 2 3 4 5; do f; done; done",
        "many entries          | function f { menuentry a { true; }; menuentry a { true; }; }; for i in 1 2 3 4 5 6 7 8 9 0; do for j in 1 2 3 4 5 6 7 8 9 0; do for k in 1 2 3 4 5 6 7 8 9 0; do f; done; done; done",
      })
  void whatDoesNotEndIsStopped(String name, String text) {
    script(entry("first") + text + "\n");
    assertThat(layout.list().findings())
        .as(name)
        .extracting(Finding::code)
        .contains("entries-grub-stopped");
  }

  @Test
  void aLargeFileIsNotIncludedForever() {
    layout.file("/boot/grub/large.cfg", "#" + "x".repeat(1_000_000) + "\n");
    script(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do source $prefix/large.cfg; done\n");
    assertThat(layout.codes()).isEqualTo("entries-grub-stopped");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"$x |", "\"$x\" |", "$x | a"})
  void aCommandThatGrowsHasABound(String value, String word) {
    String many = (word == null ? value + " " : value).repeat(50_000);
    script(
        "y='a a a a a a a a'\nx=\"$y $y $y $y $y $y $y $y\"\nx=\"$x $x $x $x $x $x $x $x\"\n"
            + "x=\"$x $x $x $x $x $x $x $x\"\n"
            + entry("a")
            + "menuentry "
            + many
            + " {\n linux /boot/linux\n}\n");
    assertThat(layout.codes()).startsWith("entries-grub-stopped");
  }

  @Test
  void manyVariablesAreNotAllKept() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append("set a").append(i).append("=x\n");
    }
    script(text + "set default=$a4999\n" + "if x; then true; fi\n".repeat(2_000) + entry("a"));
    assertThat(layout.list().defaultId()).isEmpty();
    script("set default=0\n" + text + "set default=1\n" + entry("a") + entry("b"));
    assertThat(layout.list().defaultId()).contains("b");
  }

  @Test
  void manyFilesAreNotAllLoaded() {
    script(
        "menuentry a {\n linux /boot/linux\n initrd"
            + " /boot/initrd".repeat(101)
            + "\n}\nmenuentry b {\n multiboot /boot/linux\n"
            + "module /boot/initrd\n".repeat(101)
            + "}\n");
    assertThat(layout.entry("a").initrds()).hasSize(100);
    assertThat(layout.codes("a")).isEqualTo("entry-unclear");
    assertThat(layout.entry("b").modules()).hasSize(100);
    assertThat(layout.codes("b")).isEqualTo("entry-unclear");
  }

  @Test
  void aValueInAnEntryThatGrowsHasABound() {
    script("x=0123456789abcdef\nx=$x$x$x$x$x$x$x$x\nx=$x$x$x$x$x$x$x$x\nblscfg\n");
    layout.file(
        "/boot/loader/entries/a.conf", "linux /boot/linux\noptions " + "$x ".repeat(20_000));
    assertThat(layout.entry("a").commandLine().length()).isLessThan(1 << 17);
    assertThat(layout.codes("a")).isEqualTo("entry-unclear");
  }

  @Test
  void aValueThatGrowsHasABound() {
    script(
        """
        x=0123456789abcdef
        function f {
          x=$x$x$x$x
        }
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do f; done
        menuentry e {
          linux /boot/linux $x
        }
        """);
    assertThat(layout.entry("e").commandLine().length()).isLessThanOrEqualTo(1 << 16);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "an open quotation     | set x='a",
        "an open double one    | set x=\"a",
        "an open brace         | menuentry a {",
        "a closed brace        | }",
        "no fi                 | if true; then",
        "no then               | if true; fi",
        "no do                 | for i in a; done",
        "no in                 | for i; do done",
        "an open variable      | set x=${a",
        "a function without    | function f",
      })
  void aScriptThatIsNoneIsTold(String name, String text) {
    script(entry("a") + text + "\n");
    assertThat(layout.codes()).as(name).contains("entries-grub-syntax");
    assertThat(layout.list().defaultId()).isEmpty();
  }

  @Test
  void deepNestingIsNoStackOverflow() {
    script("if true; then\n".repeat(20_000));
    assertThat(layout.codes()).contains("entries-grub-syntax");
    script("menuentry a { ".repeat(20_000));
    assertThat(layout.codes()).contains("entries-grub-syntax");
    script("if x; then true\n" + "elif x; then true\n".repeat(20_000) + "fi\n" + entry("a"));
    assertThat(layout.codes()).isEqualTo("entries-grub-stopped");
    script(
        "if false; then true\n" + "elif false; then true\n".repeat(20_000) + "fi\n" + entry("a"));
    assertThat(layout.list().defaultId()).contains("a");
    script(
        "if " + "! ".repeat(60_001) + "false; then set default=1; fi\n" + entry("a") + entry("b"));
    assertThat(layout.list().defaultId()).contains("b");
    for (String bracket : List.of("! ", "( ")) {
      script("if [ " + bracket.repeat(60_000) + "a ]; then true; fi\n" + entry("a"));
      assertThat(layout.list().defaultId()).contains("a");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "another file      | saved_entry=b\\n                                    | a",
        "an empty file     | ``                                                 | a",
        "a shorter beginning | # GRUB Environment\\nsaved_entry=b\\n                | a",
        "nothing in it     | # GRUB Environment Block\\n########                   | a",
        "an entry          | # GRUB Environment Block\\nsaved_entry=b\\n##          | b",
        "the last of two   | # GRUB Environment Block\\nsaved_entry=a\\nsaved_entry=b\\n | b",
        "a line that is cut off | # GRUB Environment Block\\nsaved_entry=b        | a",
        "an escape at its end | # GRUB Environment Block\\nsaved_entry=b\\         | a",
      })
  void ofADamagedEnvironmentGrubTakesWhatIsWhole(String name, String block, String id) {
    layout.file("/boot/grub/grubenv", block == null ? "" : block.replace("\\n", "\n"));
    script("load_env\nset default=\"${saved_entry}\"\n" + entry("a") + entry("b"));
    assertThat(layout.list().defaultId()).as(name).contains(id);
    assertThat(layout.codes()).isEmpty();
  }

  @Test
  void anEnvironmentBesideGrubsProgramIsNotKnown() {
    layout.file("/boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=b\n");
    script(
        "set default=0\nload_env --file=$cmdpath/grubenv\nset default=$saved_entry\n"
            + entry("a")
            + entry("b"));
    assertThat(layout.list().defaultId()).isEmpty();
    script("load_env -f $cmdpath/grubenv saved_entry\nset default=$saved_entry\n" + entry("a"));
    assertThat(layout.list().defaultId()).isEmpty();
  }

  @Test
  void whatAFileOfADoubtfulNameSetsIsNotCertain() {
    layout.file("/boot/grub/a.cfg", "set default=1\n");
    script(
        "if hwmatch x; then set f=a; else set f=b; fi\nsource $prefix/$f.cfg\n"
            + entry("a")
            + entry("b"));
    assertThat(layout.list().defaultId()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a number of GRUB's   | set root='hd1,gpt2'                              | /boot/linux  | entry-file-guessed",
        "a number in the name | set root=x                                       | (hd0,1)/boot/linux | entry-file-guessed",
        "a search for a file  | search --set=root --file /boot/linux             | /boot/linux  | entry-file-guessed",
        "GRUB's own           | set root=$root                                   | /boot/linux  | ``",
        "GRUB's prefix        | set root=$root                                   | ${prefix}/linux | entry-file-guessed",
        "a label              | search --no-floppy --set=root --label 'root A/1' | /linux       | ``",
        "another command      | search.fs_label 'root A/1' root                  | /linux       | ``",
        "an unknown label     | search --set=root -l none                        | /boot/linux  | entry-file-guessed",
      })
  void wherePartitionsAreIsTold(String name, String search, String file, String codes) {
    layout
        .stubs("/boot/grub/linux", "/mnt/linux", "/dev/a", "/dev/b", "/dev/disk/by-uuid/none")
        .link("/dev/disk/by-label/root\\x20A\\x2f1", "../../b")
        .file(
            "/proc/self/mountinfo",
            "1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 8:2 / /mnt rw - ext4 /dev/b rw\n");
    script("menuentry e {\n" + search + "\nlinux " + file + "\n}\n");
    String expected = codes.equals("``") ? "" : codes;
    assertThat(layout.codes("e")).as(name).isEqualTo(expected);
    assertThat(layout.entry("e").kernel())
        .isEqualTo(
            layout.path(
                file.equals("/linux")
                    ? "/mnt/linux"
                    : file.startsWith("$") ? "/boot/grub/linux" : "/boot/linux"));
  }

  @Test
  void whatIsOnAPartitionThatIsNotMountedIsNotKnown() {
    layout.stubs("/dev/b").link("/dev/disk/by-uuid/b", "../../b");
    script(
        "search --set=root --fs-uuid b\nif [ -f /x ]; then set default=1; fi\n"
            + entry("a")
            + entry("b"));
    assertThat(layout.list().defaultId()).isEmpty();
  }

  @Test
  void anEntryWithoutOptionsGetsTheUsualOnes() {
    script("set default_kernelopts=\"root=/dev/a ro\"\nblscfg\n");
    layout
        .file("/boot/loader/entries/a.conf", "linux /boot/linux\n")
        .file("/boot/loader/entries/b.conf", "linux /boot/linux\noptions quiet\n");
    assertThat(layout.entry("a").commandLine()).isEqualTo("root=/dev/a ro");
    assertThat(layout.entry("b").commandLine()).isEqualTo("quiet");
  }

  @Test
  void aKernelInAnImageIsNotTakenFromElsewhere() {
    script(
        """
        menuentry e {
          loopback loop /live.iso
          linux (loop)/boot/linux
        }
        menuentry f {
          set root=loop0
          linux /boot/linux
        }
        """);
    assertThat(layout.codes("e")).isEqualTo("entry-not-mounted");
    assertThat(layout.codes("f")).isEqualTo("entry-not-mounted");
  }

  @Test
  void bracesNeedNoWhiteSpace() {
    script(
        "menuentry 'a'{\nlinux /boot/linux x=${x}y}\nfunction f{\ntrue;}\nmenuentry \"b\" {linux /boot/linux;}");
    assertThat(ids()).containsExactly("a", "b");
    assertThat(layout.entry("a").commandLine()).isEqualTo("x=y");
  }

  @Test
  void aFunctionMayAddEntries() {
    script("function f {\n menuentry $1 --id=$2 {\n linux /boot/linux $1\n }\n}\nf One one\n");
    assertThat(ids()).containsExactly("one");
    assertThat(layout.entry("one").title()).isEqualTo("One");
    assertThat(layout.entry("one").commandLine()).isEqualTo("One");
  }

  @Test
  void submenusHaveABound() {
    script("submenu s {\n".repeat(30) + entry("deep") + "}\n".repeat(30) + entry("a"));
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void twoEntriesOfOneNameAreTwo() {
    script(entry("a") + entry("a"));
    assertThat(ids()).containsExactly("a", "a#2");
    assertThat(layout.entry("a#2").title()).isEqualTo("a");
    script("set default=1\n" + entry("a") + "menuentry a {\n linux /boot/linux second\n}\n");
    assertThat(layout.list().defaultId()).contains("a#2");
  }

  @Test
  void twoConfigurationsAreTold() {
    layout.file("/boot/grub2/grub.cfg", entry("other"));
    script(entry("a"));
    assertThat(ids()).containsExactly("a");
    assertThat(layout.codes()).isEqualTo("entries-grub-two");
  }
}

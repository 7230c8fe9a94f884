package kexec.entries.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.KexecException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** extlinux, kernels without entries, and which of several boot loaders counts. */
class OtherLoadersTest {

  @TempDir private Path directory;
  private BootLayout layout;

  @BeforeEach
  void create() {
    layout = new BootLayout(directory).mounts("179:2 / /");
  }

  private List<String> ids() {
    return layout.list().entries().stream().map(BootEntry::id).toList();
  }

  @Test
  void extlinux() throws KexecException {
    layout
        .stubs("/boot/vmlinuz-6.1", "/boot/initrd.img-6.1", "/boot/dtbs/board.dtb", "/boot/old")
        .file(
            "/boot/extlinux/extlinux.conf",
            """
            ## made by a tool
            default l0
            menu title U-Boot menu
            prompt 0
            timeout 50

            label l1
            	menu label Old
            	kernel ../old
            	fdtdir /dtbs/
            	append initrd=../initrd.img-6.1 root=/dev/mmcblk0p2 ro

            LABEL l0
            	MENU LABEL Debian 6.1
            	LINUX /boot/vmlinuz-6.1
            	INITRD /boot/initrd.img-6.1
            	FDT /boot/dtbs/board.dtb
            	APPEND root=/dev/mmcblk0p2  ro quiet
            """);
    assertThat(ids()).containsExactly("l1", "l0");
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.id()).isEqualTo("l0");
    assertThat(entry.title()).isEqualTo("Debian 6.1");
    assertThat(entry.source().kind()).isEqualTo(BootEntry.Kind.EXTLINUX);
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/vmlinuz-6.1"));
    assertThat(entry.deviceTree()).contains(layout.path("/boot/dtbs/board.dtb"));
    assertThat(entry.commandLine()).isEqualTo("root=/dev/mmcblk0p2  ro quiet");
    assertThat(entry.findings()).isEmpty();
    BootEntry old = layout.entry("l1");
    assertThat(old.kernel()).isEqualTo(layout.path("/boot/old"));
    assertThat(old.initrds()).containsExactly(layout.path("/boot/initrd.img-6.1"));
    assertThat(old.commandLine()).isEqualTo("root=/dev/mmcblk0p2 ro");
    assertThat(layout.codes("l1")).isEqualTo("entry-device-tree");
  }

  /** Nobody could name it. */
  @Test
  void aLabelWithoutANameIsNoEntry() {
    layout
        .stubs("/boot/vmlinuz", "/boot/other")
        .file(
            "/boot/extlinux/extlinux.conf",
            "LABEL\n LINUX ../other\nLABEL a\n LINUX ../vmlinuz\nLABEL \t\n LINUX ../other\n");
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void aRelativeNameOnABootPartition() {
    layout
        .mounts("179:2 / /", "179:1 / /boot")
        .stubs("/boot/nixos/Image")
        .file("/boot/extlinux/extlinux.conf", "LABEL a\n LINUX ../nixos/Image\n");
    assertThat(layout.entry("a").kernel()).isEqualTo(layout.path("/boot/nixos/Image"));
    assertThat(layout.codes("a")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no setting        | LABEL a\\nLINUX /k\\nLABEL b\\nLINUX /k          | a",
        "a marked label    | LABEL a\\nLINUX /k\\nLABEL b\\nLINUX /k\\nMENU DEFAULT | b",
        "a name            | DEFAULT b\\nLABEL a\\nLINUX /k\\nLABEL b\\nLINUX /k | b",
        "an unknown name   | DEFAULT c\\nLABEL a\\nLINUX /k                    | ``",
        "behind a label    | LABEL a\\nLINUX /k\\nLABEL b\\nLINUX /k\\nDEFAULT b | b",
        "the last name     | DEFAULT b\\nLABEL a\\nLINUX /k\\nLABEL b\\nLINUX /k\\nDEFAULT a | a",
        "a time            | DEFAULT b\\nONTIMEOUT a\\nTIMEOUT 50\\nLABEL b\\nLINUX /k\\nLABEL a\\nLINUX /k | a",
        "no time           | DEFAULT b\\nONTIMEOUT a\\nTIMEOUT 00\\nLABEL b\\nLINUX /k\\nLABEL a\\nLINUX /k | b",
        "only for a time   | ONTIMEOUT a\\nLABEL b\\nLINUX /k\\nLABEL a\\nLINUX /k | a",
        "a name over marks | DEFAULT b\\nLABEL a\\nLINUX /k\\nMENU DEFAULT\\nLABEL b\\nLINUX /k | b",
        "nothing           | # nothing                                        | ``",
      })
  void extlinuxHasADefault(String name, String text, String id) {
    layout.stubs("/k").file("/boot/extlinux/extlinux.conf", text.replace("\\n", "\n"));
    assertThat(layout.list().defaultId().orElse("")).as(name).isEqualTo(id == null ? "" : id);
  }

  @Test
  void extlinuxLeavesOutWhatIsNoKernelAndTellsOfIncludes() {
    layout
        .stubs("/k", "/boot/extlinux/x")
        .file(
            "/boot/extlinux/extlinux.conf",
            """
            INCLUDE other.cfg
            LABEL a
            LINUX /k
            APPEND -
            FDTOVERLAYS /o.dtbo
            LABEL l
            LOCALBOOT 0
            LABEL up
            LINUX ../../../x
            LABEL none
            MENU LABEL none
            """);
    assertThat(ids()).containsExactly("a", "up", "none");
    assertThat(layout.codes()).isEqualTo("entries-include");
    assertThat(layout.entry("a").commandLine()).isEmpty();
    assertThat(layout.codes("a")).isEqualTo("entry-overlay");
    assertThat(layout.codes("up")).contains("entry-file");
    assertThat(layout.codes("none")).contains("entry-no-kernel");
  }

  @Test
  void extlinuxIncludesAreReadAsIfTheyStoodThere() throws KexecException {
    layout
        .mounts("8:2 / /", "8:1 / /boot")
        .stubs("/boot/a", "/boot/b", "/boot/initrd")
        .file(
            "/boot/extlinux/extlinux.conf",
            """
            include linux.cfg
            MENU INCLUDE /extlinux/menu/more.cfg submenu
            label mine
            kernel ../a
            """)
        .file("/boot/extlinux/linux.cfg", "default l1\nlabel l0\n linux /a\n append root=/dev/a\n")
        .file("/boot/extlinux/menu/more.cfg", "label l1\nlinux ../b\nINCLUDE rest.cfg\n")
        .file("/boot/extlinux/rest.cfg", "initrd /initrd\nappend root=/dev/b\n");
    assertThat(ids()).containsExactly("l0", "l1", "mine");
    assertThat(layout.codes()).isEmpty();
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.id()).isEqualTo("l1");
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/b"));
    assertThat(entry.initrds()).containsExactly(layout.path("/boot/initrd"));
    assertThat(entry.commandLine()).isEqualTo("root=/dev/b");
    assertThat(entry.source().file()).isEqualTo(layout.path("/boot/extlinux/menu/more.cfg"));
    assertThat(entry.findings()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "itself            | include extlinux.conf                    | false",
        "each twice        | include both.cfg                         | false",
        "a chain of links  | include loop.cfg                         | true",
        "a missing file    | include missing.cfg                      | true",
        "a name upwards    | include /../x                            | false",
        "a directory       | include /boot                            | false",
        "nothing           | include                                  | false",
      })
  void anIncludeThatIsNotReadIsTold(String name, String include, boolean certain) {
    layout
        .stubs("/k")
        .file("/boot/extlinux/extlinux.conf", "default a\nlabel a\n linux /k\n" + include + "\n")
        .file("/boot/extlinux/both.cfg", "include both.cfg\ninclude both.cfg\n")
        .link("/boot/extlinux/loop.cfg", "loop.cfg");
    assertThat(ids()).as(name).containsExactly("a");
    assertThat(layout.codes()).contains("entries-include");
    assertThat(layout.list().defaultId().isPresent()).isEqualTo(certain);
  }

  @Test
  void extlinuxHasAtMostAThousandLabels() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1100; i++) {
      text.append("label l").append(i).append("\n linux /k\n");
    }
    layout.stubs("/k").file("/boot/extlinux/extlinux.conf", text + " append last\n");
    assertThat(ids()).hasSize(1000).endsWith("l999");
    assertThat(layout.entry("l999").commandLine()).isEmpty();
  }

  @Test
  void aVariableOfUBootIsTold() {
    layout
        .stubs("/k")
        .file(
            "/boot/extlinux/extlinux.conf",
            """
            label braces
            linux /k
            append ${cbootargs} quiet
            label parentheses
            linux /k
            append $(bootargs)
            label other
            linux /k
            append price=5$ $x
            """);
    assertThat(layout.codes("braces")).isEqualTo("entry-unclear");
    assertThat(layout.entry("braces").commandLine()).isEqualTo("${cbootargs} quiet");
    assertThat(layout.codes("parentheses")).isEqualTo("entry-unclear");
    assertThat(layout.codes("other")).isEmpty();
  }

  @Test
  void aModuleOfSyslinuxIsNoKernel() {
    layout
        .stubs("/boot/extlinux/reboot.c32", "/boot/extlinux/Image.C32")
        .file(
            "/boot/extlinux/extlinux.conf",
            "label r\nkernel reboot.c32\nlabel k\nlinux Image.C32\n");
    assertThat(layout.codes("r")).isEqualTo("entry-no-kernel");
    assertThat(layout.entry("k").isLoadable()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Debian, vmlinuz-6.1.0-37-amd64, initrd.img-6.1.0-37-amd64, 6.1.0-37-amd64",
    "Fedora, vmlinuz-6.8.5-301.fc40.x86_64, initramfs-6.8.5-301.fc40.x86_64.img, 6.8.5-301.fc40.x86_64",
    "openSUSE, vmlinuz-6.4.0-150600.21-default, initrd-6.4.0-150600.21-default, 6.4.0-150600.21-default",
    "Arch, vmlinuz-linux, initramfs-linux.img, linux",
    "Alpine, vmlinuz-lts, initramfs-lts, lts",
    "Gentoo, kernel-6.6.21-gentoo, initramfs-6.6.21-gentoo.img, 6.6.21-gentoo",
  })
  void kernelsThatNoEntryNamesAreFound(String name, String kernel, String initrd, String id)
      throws KexecException {
    layout
        .stubs("/boot/" + kernel, "/boot/" + initrd, "/boot/System.map-1", "/boot/config-1")
        .file("/proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 initrd=\\x quiet\n");
    assertThat(ids()).as(name).containsExactly(id);
    BootEntry entry = layout.entries().find(id);
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/" + kernel));
    assertThat(entry.initrds()).containsExactly(layout.path("/boot/" + initrd));
    assertThat(entry.commandLine()).isEqualTo("root=/dev/sda1 quiet");
    assertThat(entry.source().kind()).isEqualTo(BootEntry.Kind.KERNEL_FILE);
    assertThat(entry.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("entry-of-file");
              assertThat(finding.message()).contains("the running kernel's");
            });
    assertThat(layout.list().defaultId()).isEmpty();
  }

  @Test
  void theSystemsOwnCommandLineIsPreferred() {
    layout
        .stubs("/boot/vmlinuz-6.1")
        .file("/proc/cmdline", "root=/dev/running\n")
        .file("/etc/kernel/cmdline", "root=/dev/own\n quiet\n");
    assertThat(layout.entry("6.1").commandLine()).isEqualTo("root=/dev/own quiet");
    assertThat(layout.entry("6.1").findings().get(0).message())
        .contains("that of /etc/kernel/cmdline", "there is no initial RAM disk");
  }

  @Test
  void aKernelOfAnEntryALinkAndAnOldOneAreNoEntriesOfTheirOwn() {
    layout
        .stubs("/boot/vmlinuz-6.1", "/boot/vmlinuz-6.0.old", "/boot/vmlinuz-5.10")
        .link("/boot/vmlinuz-current", "vmlinuz-5.10")
        .file("/boot/grub/grub.cfg", "menuentry a {\n linux /boot/vmlinuz-6.1\n}\n");
    assertThat(ids()).containsExactly("a", "5.10");
    assertThat(layout.list().defaultId()).contains("a");
  }

  @Test
  void aLinkTellsTheRelease() {
    layout
        .stubs("/boot/vmlinuz-6.1")
        .link("/vmlinuz", "boot/vmlinuz-6.1")
        .file("/boot/grub/grub.cfg", "menuentry a {\n linux /vmlinuz\n}\n");
    assertThat(layout.entry("a").version()).contains("6.1");
    assertThat(ids()).containsExactly("a");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nothing tells            | ``              | ``              | ``",
        "the variable: systemd    | systemd-boot 255 | ``             | s",
        "the variable: GRUB       | GRUB 2.12       | ``              | g",
        "another loader           | rEFInd          | ``              | ``",
        "the word of GRUB         | ``              | BOOT_IMAGE=/k   | g",
        "the variable counts more | systemd-boot 255 | BOOT_IMAGE=/k  | s",
      })
  void ofTwoBootLoadersTheOneInUseCounts(String name, String info, String line, String id) {
    layout
        .stubs("/k")
        .file("/boot/grub/grub.cfg", "menuentry g {\n linux /k\n}\n")
        .file("/efi/loader/entries/s.conf", "linux /k\n")
        .file("/proc/cmdline", line == null ? "quiet\n" : line + " quiet\n");
    if (info != null && !info.isEmpty()) {
      layout.variable("LoaderInfo", info);
    }
    assertThat(ids()).containsExactly("g", "s");
    assertThat(layout.list().defaultId().orElse("")).as(name).isEqualTo(id == null ? "" : id);
  }

  @Test
  void whatCouldBothBeMeantIsSaid() {
    layout
        .stubs("/k")
        .file("/boot/grub/grub.cfg", "menuentry g {\n linux /k\n}\n")
        .file("/boot/extlinux/extlinux.conf", "LABEL e\nLINUX /k\n");
    assertThatThrownBy(() -> layout.entries().find(BootEntries.DEFAULT))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("there are configurations of GRUB and of extlinux");
  }
}

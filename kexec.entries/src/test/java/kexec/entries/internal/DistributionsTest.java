package kexec.entries.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.plan.ModuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What distributions write; README.md beside the files tells where they come from. */
class DistributionsTest {

  private static final String UUID = "3f6c7d0e-5b1a-4c5e-9a7b-2d1e8c4f6a90";

  @TempDir private Path directory;

  /** Copies a distribution's files to an empty root. */
  private BootLayout of(String distribution) throws IOException, URISyntaxException {
    Path from =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/kexec/entries/" + distribution))
                .toURI());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = directory.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    return new BootLayout(directory);
  }

  private static List<String> ids(BootLayout layout) {
    return layout.list().entries().stream().map(BootEntry::id).toList();
  }

  private static BootLayout debian(BootLayout layout, String kind) {
    for (String version : List.of("6.1.0-37-amd64", "6.1.0-35-amd64")) {
      layout.stubs("/boot/vmlinuz-" + version, "/boot/initrd.img-" + version);
    }
    return layout.mounts("254:1 / /").file("/etc/hostname", kind);
  }

  @Test
  void debian() throws Exception {
    BootLayout layout = debian(of("debian"), "debian");
    assertThat(ids(layout))
        .containsExactly(
            "gnulinux-simple-" + UUID,
            "gnulinux-6.1.0-37-amd64-advanced-" + UUID,
            "gnulinux-6.1.0-37-amd64-recovery-" + UUID,
            "gnulinux-6.1.0-35-amd64-advanced-" + UUID,
            "gnulinux-6.1.0-35-amd64-recovery-" + UUID);
    assertThat(layout.list().findings()).isEmpty();
    assertThat(layout.list().defaultId()).contains("gnulinux-simple-" + UUID);
    assertThat(layout.list().reason()).isEqualTo("default=0 in /boot/grub/grub.cfg");
    BootEntry entry = layout.entries().find("default");
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/vmlinuz-6.1.0-37-amd64"));
    assertThat(entry.initrds()).containsExactly(layout.path("/boot/initrd.img-6.1.0-37-amd64"));
    assertThat(entry.commandLine()).isEqualTo("root=UUID=" + UUID + " ro quiet");
    assertThat(entry.version()).contains("6.1.0-37-amd64");
    assertThat(entry.title()).isEqualTo("Debian GNU/Linux");
    assertThat(entry.findings()).isEmpty();
  }

  @Test
  void aDebianEntryOfASubmenuIsChosenForOneBoot() throws Exception {
    BootLayout layout = debian(of("debian"), "debian");
    layout.file(
        "/boot/grub/grubenv",
        "# GRUB Environment Block\nnext_entry=gnulinux-advanced-%s>gnulinux-6.1.0-35-amd64-advanced-%s\n"
            .formatted(UUID, UUID));
    assertThat(layout.list().defaultId()).contains("gnulinux-6.1.0-35-amd64-advanced-" + UUID);
    assertThat(layout.list().reason()).startsWith("next_entry=").endsWith(" in /boot/grub/grubenv");
  }

  @Test
  void aDebianFileSystemThatIsMountedElsewhere() throws Exception {
    BootLayout layout = of("debian");
    layout
        .stubs("/dev/vda1", "/dev/vda2", "/other/boot/vmlinuz-6.1.0-37-amd64")
        .stubs("/boot/vmlinuz-6.1.0-37-amd64")
        .link("/dev/disk/by-uuid/" + UUID, "../../vda1")
        .file(
            "/proc/self/mountinfo",
            "1 0 254:2 / / rw - ext4 /dev/vda2 rw\n2 1 254:1 / /other rw - ext4 /dev/vda1 rw\n");
    assertThat(layout.entry("gnulinux-simple-" + UUID).kernel())
        .isEqualTo(layout.path("/other/boot/vmlinuz-6.1.0-37-amd64"));
  }

  @Test
  void aDebianFileSystemThatIsNotMounted() throws Exception {
    BootLayout layout = debian(of("debian"), "debian");
    layout.stubs("/dev/vda9").link("/dev/disk/by-uuid/" + UUID, "../../vda9");
    assertThat(layout.codes("gnulinux-simple-" + UUID)).isEqualTo("entry-not-mounted");
  }

  @Test
  void aDebianFileSystemThatTheSystemDoesNotKnow() throws Exception {
    BootLayout layout = debian(of("debian"), "debian");
    layout.stubs("/dev/vda9").link("/dev/disk/by-uuid/other", "../../vda9");
    BootEntry entry = layout.entries().find("gnulinux-simple-" + UUID);
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/vmlinuz-6.1.0-37-amd64"));
    assertThat(layout.codes(entry.id())).isEqualTo("entry-file-guessed");
  }

  @Test
  void aBtrfsOfTwoDevicesIsMountedByEitherOfThem() throws Exception {
    BootLayout layout = debian(of("debian"), "debian");
    layout
        .stubs("/dev/vda1", "/dev/vdb1", "/sys/fs/btrfs/" + UUID + "/devices/vda1")
        .stubs("/sys/fs/btrfs/" + UUID + "/devices/vdb1")
        .link("/dev/disk/by-uuid/" + UUID, "../../vdb1")
        .file("/proc/self/mountinfo", "1 0 0:30 / / rw - btrfs /dev/vda1 rw\n");
    assertThat(layout.codes("gnulinux-simple-" + UUID)).isEmpty();
  }

  @Test
  void debianWithXen() throws Exception {
    BootLayout layout = debian(of("debian-xen"), "xen").stubs("/boot/xen-4.17-amd64.gz");
    BootEntry entry = layout.entries().find("xen-gnulinux-simple-" + UUID);
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/xen-4.17-amd64.gz"));
    assertThat(entry.commandLine()).isEmpty();
    assertThat(entry.initrds()).isEmpty();
    assertThat(entry.modules())
        .containsExactly(
            new ModuleFile(
                layout.path("/boot/vmlinuz-6.1.0-37-amd64"), "root=UUID=" + UUID + " ro quiet"),
            new ModuleFile(layout.path("/boot/initrd.img-6.1.0-37-amd64"), ""));
    assertThat(layout.list().defaultId()).contains("gnulinux-simple-" + UUID);
    layout.file("/sys/firmware/efi/fw_platform_size", "64\n");
    assertThat(layout.entry("xen-gnulinux-simple-" + UUID).commandLine())
        .isEqualTo("no-real-mode edd=off");
  }

  @Test
  void ubuntu() throws Exception {
    BootLayout layout = of("ubuntu").mounts("254:1 / /");
    for (String version : List.of("6.8.0-60-generic", "6.8.0-59-generic")) {
      layout.stubs("/boot/vmlinuz-" + version, "/boot/initrd.img-" + version);
    }
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.id()).isEqualTo("gnulinux-simple-" + UUID);
    assertThat(entry.commandLine())
        .isEqualTo("root=UUID=" + UUID + " ro quiet splash vt.handoff=7");
    assertThat(entry.findings()).isEmpty();
    // Which list of graphics cards applies is for the machine to tell.
    layout.file("/boot/grub/gfxblacklist.txt", "v1002d4150sv*sd*bc*sc*\n");
    assertThat(layout.codes("gnulinux-simple-" + UUID)).isEqualTo("entry-unclear");
    // After a boot that failed the menu does without graphics.
    layout.file("/boot/grub/grubenv", "# GRUB Environment Block\nrecordfail=1\n");
    assertThat(layout.entry("gnulinux-simple-" + UUID).commandLine())
        .isEqualTo("root=UUID=" + UUID + " ro quiet splash");
  }

  @Test
  void rocky() throws Exception {
    BootLayout layout = of("rocky").mounts("8:1 / /");
    String id = "4a9d5c0b1f6e47d38a2c7e90b1d3f5a6-";
    for (String version :
        List.of("4.18.0-553.22.1.el8_10.x86_64", "4.18.0-553.16.1.el8_10.x86_64")) {
      layout.stubs("/boot/vmlinuz-" + version, "/boot/initramfs-" + version + ".img");
    }
    assertThat(ids(layout))
        .containsExactly(
            id + "4.18.0-553.22.1.el8_10.x86_64",
            id + "4.18.0-553.16.1.el8_10.x86_64",
            id + "0-rescue");
    assertThat(layout.codes(id + "0-rescue")).contains("entry-file-missing");
    assertThat(layout.list().reason())
        .isEqualTo("saved_entry=" + id + "4.18.0-553.16.1.el8_10.x86_64 in /boot/grub2/grubenv");
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.id()).isEqualTo(id + "4.18.0-553.16.1.el8_10.x86_64");
    assertThat(entry.initrds())
        .containsExactly(layout.path("/boot/initramfs-4.18.0-553.16.1.el8_10.x86_64.img"));
    assertThat(entry.commandLine())
        .isEqualTo(
            "root=UUID=2f64394d-a847-4c1a-bda9-e658edc017ad ro console=ttyS0,115200n8"
                + " crashkernel=auto");
    assertThat(entry.findings()).isEmpty();
    assertThat(layout.list().findings()).isEmpty();
  }

  @Test
  void openSuse() throws Exception {
    BootLayout layout =
        of("opensuse")
            .osArch("aarch64")
            .mounts(
                "0:31 /@/.snapshots/1/snapshot /",
                "0:31 /@/boot/grub2/arm64-efi /boot/grub2/arm64-efi")
            .stubs("/boot/Image-6.8.0-rc3-83-default", "/boot/initrd-6.8.0-rc3-83-default");
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/Image-6.8.0-rc3-83-default"));
    assertThat(entry.initrds()).containsExactly(layout.path("/boot/initrd-6.8.0-rc3-83-default"));
    assertThat(entry.commandLine())
        .isEqualTo(
            "root=UUID=c0fea55f-b955-491e-82fb-eef04b20619d loglevel=3 splash=silent"
                + " systemd.show_status=1 console=ttyS0,115200n8");
    assertThat(entry.findings()).isEmpty();
    assertThat(layout.list().reason())
        .isEqualTo("saved_entry=openSUSE Tumbleweed in /boot/grub2/grubenv");
  }

  @Test
  void archWithItsKernelsOnTheSystemPartition() throws Exception {
    BootLayout layout =
        of("arch")
            .mounts("259:2 / /", "259:1 / /boot")
            .file("/sys/firmware/efi/fw_platform_size", "64\n")
            .stubs("/boot/vmlinuz-linux", "/boot/intel-ucode.img", "/boot/initramfs-linux.img")
            .stubs("/boot/initramfs-linux-fallback.img");
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.kernel()).isEqualTo(layout.path("/boot/vmlinuz-linux"));
    assertThat(entry.initrds())
        .containsExactly(
            layout.path("/boot/intel-ucode.img"), layout.path("/boot/initramfs-linux.img"));
    assertThat(entry.version()).isEmpty();
    assertThat(ids(layout)).hasSize(3);
    assertThat(layout.list().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains(
                        "'Windows Boot Manager (on /dev/nvme0n1p1)', 'UEFI Firmware Settings'"));
    assertThat(entry.findings()).isEmpty();
  }

  @Test
  void nixOs() throws Exception {
    BootLayout layout = of("nixos").mounts("259:2 / /", "259:1 / /boot");
    for (String version : List.of("5.10.78", "5.10.79")) {
      layout.stubs(
          "/boot/efi/nixos/qdk8kpz6pqk8cl8lqw6shjynaypkw43x-linux-%s-bzImage.efi"
              .formatted(version),
          "/boot/efi/nixos/jcq7rr2wdkr28sa67bm5z4xd542x7kvf-initrd-linux-%s-initrd.efi"
              .formatted(version));
    }
    assertThat(ids(layout)).containsExactly("nixos-generation-53", "nixos-generation-52");
    BootEntry entry = layout.entries().find(BootEntries.DEFAULT);
    assertThat(entry.id()).isEqualTo("nixos-generation-53");
    assertThat(entry.commandLine())
        .startsWith("init=/nix/store/")
        .endsWith("pci=realloc loglevel=4");
    assertThat(layout.list().reason()).isEqualTo("'default' in /boot/loader/loader.conf");
    assertThat(entry.findings()).isEmpty();
  }
}

package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.entries.internal.SystemEntries;
import kexec.linux.LinuxRoot;
import kexec.wrap.internal.Samples;

/**
 * Configurations of boot loaders. The first byte chooses a file of a system with every boot loader,
 * the rest is its content.
 */
public final class EntriesTarget {

  private static final EntriesTarget TARGET = new EntriesTarget();
  private static final String VARIABLE = "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

  private final Scratch scratch = Scratch.create();
  private final List<Config> configs = new ArrayList<>();

  /** A file of a boot loader, with a content that is right; most are there only while read. */
  private record Config(String name, String content, boolean stays) {}

  private EntriesTarget() {
    for (String stub : List.of("/boot/vmlinuz-6.1.0", "/boot/initrd.img-6.1.0", "/boot/xen.gz")) {
      scratch.file(stub, Text.bytes(stub));
    }
    scratch.file("/boot/loader/entries/one.conf", Text.bytes("title One\nlinux /vmlinuz-6.1.0\n"));
    scratch.file("/boot/loader/entries/two.conf", Text.bytes("title Two\nlinux /vmlinuz-6.1.0\n"));
    add(
        "/boot/grub/grub.cfg",
        """
            set default="0"
            if [ -s $prefix/grubenv ]; then
              load_env
            fi
            function gfxmode {
              set gfxpayload="${1}"
            }
            if [ x"${feature_menuentry_id}" = xy ]; then menuentry_id_option="--id"; fi
            menuentry 'Debian' --class debian $menuentry_id_option 'gnulinux-simple' {
              search --no-floppy --fs-uuid --set=root 1234-5678
              linux /boot/vmlinuz-6.1.0 root=/dev/sda1 ro quiet
              initrd /boot/initrd.img-6.1.0
            }
            submenu 'More' --id more {
              menuentry 'Xen' {
                multiboot2 /boot/xen.gz placeholder
                module2 /boot/vmlinuz-6.1.0 placeholder root=/dev/sda1
                module2 --nounzip /boot/initrd.img-6.1.0
              }
            }
            blscfg
            """,
        false);
    add("/boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=more>Xen\n####\n", false);
    add(
        "/boot/loader/entries/zero.conf",
        """
            title Zero
            version 6.1.0
            machine-id 0123456789abcdef0123456789abcdef
            sort-key a
            linux /vmlinuz-6.1.0
            initrd /initrd.img-6.1.0 $tuned_initrd
            options quiet $x
            architecture x64
            grub_arg --unrestricted
            """,
        false);
    add("/boot/loader/loader.conf", "default zero*\ntimeout 3\n", false);
    add(
        "/boot/extlinux/extlinux.conf",
        """
            DEFAULT l0
            TIMEOUT 50
            LABEL l0
              MENU LABEL Linux
              LINUX ../vmlinuz-6.1.0
              INITRD ../initrd.img-6.1.0
              FDTDIR ../dtb
              APPEND root=/dev/sda1 ro
            LABEL l1
              KERNEL /vmlinuz-6.1.0
            """,
        false);
    add("/boot/EFI/Linux/unified+2-1.efi", Text.of(uki()), false);
    for (String name : List.of("LoaderInfo", "LoaderEntryDefault", "LoaderEntryOneShot")) {
      add(
          "/sys/firmware/efi/efivars/" + name + VARIABLE,
          "\6\0\0\0s\0y\0s\0t\0e\0m\0d\0-\0b\0o\0o\0t\0 \0002\0005\0\0\0",
          false);
    }
    add("/proc/self/mountinfo", "30 1 8:1 / / rw,relatime shared:1 - ext4 /dev/x rw\n", true);
    add("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0 root=/dev/sda1\n", true);
    add("/etc/kernel/cmdline", "root=/dev/sda1 rw\n", true);
  }

  private static byte[] uki() {
    return Samples.unified(
        Map.of(
            ".linux", Text.bytes("kernel"),
            ".osrel", Text.bytes("ID=a\nVERSION_ID=1\nPRETTY_NAME=\"A 1\"\n"),
            ".uname", Text.bytes("6.1.0"),
            ".cmdline", Text.bytes("quiet")));
  }

  private void add(String name, String content, boolean stays) {
    configs.add(new Config(name, content, stays));
    if (stays) {
      scratch.file(name, Text.bytes(content));
    }
  }

  /** Lists the entries. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws Exception {
    Config config = configs.get(Byte.toUnsignedInt(input[0]) % configs.size());
    scratch.file(config.name(), Text.bytesBehindTheChoice(input));
    try {
      list();
    } finally {
      if (config.stays()) {
        scratch.file(config.name(), Text.bytes(config.content()));
      } else {
        scratch.delete(scratch.path(config.name()));
      }
    }
  }

  private void list() throws KexecException {
    SystemEntries system = new SystemEntries(new LinuxRoot(scratch.directory()), "amd64");
    BootEntries.Listing listing = system.list();
    listing.findings().forEach(finding -> require(!finding.message().isBlank(), finding));
    for (BootEntry entry : listing.entries()) {
      require(!entry.id().isEmpty(), entry);
      require(
          !entry.isLoadable() || entry.kernel().normalize().startsWith(scratch.directory()), entry);
      if (entry.isLoadable()) {
        entry.request(Slot.DEFAULT);
      }
    }
    require(
        listing.entries().stream().map(BootEntry::id).distinct().count()
            == listing.entries().size(),
        listing);
    if (listing.defaultId().isPresent()) {
      try {
        system.find(BootEntries.DEFAULT);
      } catch (KexecException e) {
        require(!e.fault().cure().isBlank(), e);
      }
    }
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < TARGET.configs.size(); i++) {
      seeds.add(Text.seed(i, Text.bytes(TARGET.configs.get(i).content())));
    }
    return seeds;
  }
}

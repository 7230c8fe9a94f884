package kexec.shell.internal.reserve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.host.HostReader;
import kexec.linux.host.HypervisorReader;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.memory.MemoryReader;
import kexec.linux.sys.LinuxAbi;
import kexec.shell.internal.reserve.ReservationFacts.Place;
import kexec.shell.internal.reserve.ReservationFacts.SizedFile;

/** Reads the facts, with whatever permissions this user has. What cannot be read is unknown. */
public final class FactsReader {

  /** What no file that is read whole here exceeds. */
  private static final int LIMIT = 1 << 16;

  private final LinuxRoot root;
  private final LinuxTexts texts;

  /** Reads one fact. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws KexecException;
  }

  /**
   * Creates a reader.
   *
   * @param root the system
   * @param texts reads its memory map
   */
  public FactsReader(LinuxRoot root, LinuxTexts texts) {
    this.root = root;
    this.texts = texts;
  }

  /**
   * {@return the facts}
   *
   * @throws KexecException if not even the size of the RAM can be read
   */
  public ReservationFacts read() throws KexecException {
    HostReader host = new HostReader(root);
    Optional<LinuxAbi> abi = LinuxAbi.ofJava(System.getProperty("os.arch"));
    String release = orElse(host::release, "");
    boolean xen = orElse(new HypervisorReader(root)::isControlDomain, false);
    long ram = orElse(() -> texts.memoryMap().ram().size(), 0L);
    return new ReservationFacts(
        abi.map(FactsReader::label).orElse(System.getProperty("os.arch")),
        ram > 0 ? ram : new MemoryReader(root).memInfo().total(),
        ram > 0,
        processors(orElse(host::presentCpus, "")),
        abi.map(one -> orElse(() -> (int) host.pageSize(one).bytes(), 0)).orElse(0),
        number("/sys/kernel/kexec_crash_size"),
        release,
        initrd(release),
        lendable(),
        Files.isDirectory(root.resolve("/sys/bus/pci/drivers/mlx5_core")),
        hasSmmu(),
        xen,
        Distribution.parse(text("/etc/os-release")),
        places(xen));
  }

  private static <T> T orElse(Reading<T> reading, T unknown) {
    try {
      return reading.read();
    } catch (KexecException e) {
      return unknown;
    }
  }

  private static String label(LinuxAbi abi) {
    return switch (abi) {
      case X86_64 -> "x86_64";
      case ARM64 -> "arm64";
      case ARM -> "arm";
      case I386 -> "i386";
    };
  }

  private static int processors(String list) {
    int count = 0;
    for (String range : list.isEmpty() ? new String[0] : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
    }
    return count;
  }

  private Optional<Boolean> lendable() {
    return orElse(
        () -> new KernelConfigReader(root).read().flatMap(config -> config.isBuiltIn("CONFIG_CMA")),
        Optional.empty());
  }

  private boolean hasSmmu() {
    try (var devices =
        Files.newDirectoryStream(root.resolve("/sys/devices/platform"), "arm-smmu-*")) {
      return devices.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  /** One made for a crash kernel comes before the running kernel's own. */
  private Optional<SizedFile> initrd(String release) {
    List<String> names =
        List.of(
            "/var/lib/kdump/initrd.img-" + release,
            "/var/lib/kdump/initrd",
            "/boot/initramfs-" + release + "kdump.img",
            "/boot/initrd-" + release + "-kdump",
            "/boot/initrd.img-" + release,
            "/boot/initramfs-" + release + ".img",
            "/boot/initrd-" + release);
    for (String name : names) {
      try {
        Path file = root.resolve(name);
        if (!release.isEmpty() && Files.isRegularFile(file)) {
          return Optional.of(new SizedFile(name, Files.size(file)));
        }
      } catch (IOException e) {
        // The next one.
      }
    }
    return Optional.empty();
  }

  private List<Place> places(boolean xen) {
    List<Place> places = new ArrayList<>();
    if (exists("/etc/default/grub")) {
      String then =
          exists("/usr/sbin/update-grub")
              ? "update-grub"
              : "grub2-mkconfig -o /boot/grub2/grub.cfg";
      places.add(
          new Place(
              "/etc/default/grub: " + (xen ? "GRUB_CMDLINE_XEN_DEFAULT" : "GRUB_CMDLINE_LINUX"),
              then));
    }
    if (!xen && exists("/etc/default/grub.d/kdump-tools.cfg")) {
      places.add(
          new Place(
              "/etc/default/grub.d/kdump-tools.cfg, which comes after /etc/default/grub: replace the"
                  + " crashkernel= in it",
              "update-grub"));
    }
    if (!xen && exists("/usr/sbin/grubby")) {
      places.add(
          new Place("all entries of the boot loader", "grubby --update-kernel=ALL --args=LINE"));
    }
    if (!xen && exists("/etc/kernel/cmdline")) {
      places.add(
          new Place(
              "/etc/kernel/cmdline",
              "kernel-install add-all, or what makes your unified kernel images"));
    }
    return places;
  }

  private boolean exists(String absolute) {
    return Files.exists(root.resolve(absolute));
  }

  private long number(String absolute) {
    try {
      return Long.parseUnsignedLong(text(absolute).strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private String text(String absolute) {
    try (InputStream in = Files.newInputStream(root.resolve(absolute))) {
      return new String(in.readNBytes(LIMIT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}

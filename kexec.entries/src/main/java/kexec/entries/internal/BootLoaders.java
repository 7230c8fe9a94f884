package kexec.entries.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.entries.internal.efi.EfiVariables;
import kexec.entries.internal.entry.LoaderChoice;
import kexec.entries.internal.entry.LoaderMenu;
import kexec.entries.internal.tree.BootTree;
import kexec.linux.KernelCommandLine;

/** Tells which of several boot loaders started this system, and so will start it again. */
final class BootLoaders {

  private static final Path RUNNING = Path.of("/proc/cmdline");

  private final BootTree tree;
  private final EfiVariables variables;

  BootLoaders(BootTree tree, EfiVariables variables) {
    this.tree = tree;
    this.variables = variables;
  }

  /** A boot loader. */
  enum Loader {
    /** systemd-boot. */
    SYSTEMD_BOOT("systemd-boot"),
    /** GRUB. */
    GRUB("GRUB"),
    /** extlinux, or U-Boot. */
    EXTLINUX("extlinux");

    private final String label;

    Loader(String label) {
      this.label = label;
    }
  }

  /** A boot loader with its menu. */
  record Offer(Loader loader, LoaderMenu menu) {}

  /**
   * {@return the choice of the boot loader in use}
   *
   * @param offers the menus that there are
   * @param findings is told what could not be read
   */
  LoaderChoice choice(List<Offer> offers, List<Finding> findings) {
    List<Offer> possible = new ArrayList<>(offers);
    if (possible.size() > 1) {
      Optional<Loader> told = told(findings);
      if (told.isPresent() && possible.stream().anyMatch(offer -> offer.loader() == told.get())) {
        possible.removeIf(offer -> offer.loader() != told.get());
      } else if (hasBootImage()) {
        possible.removeIf(offer -> offer.loader() == Loader.SYSTEMD_BOOT);
      }
    }
    if (possible.size() == 1) {
      return possible.get(0).menu().choice();
    }
    return possible.isEmpty()
        ? LoaderChoice.none()
        : LoaderChoice.unknown(
            "there are configurations of "
                + possible.stream()
                    .map(offer -> offer.loader().label)
                    .collect(Collectors.joining(" and of ")));
  }

  /** A boot loader leaves its name in a variable (systemd, "The Boot Loader Interface"). */
  private Optional<Loader> told(List<Finding> findings) {
    String info = variables.text("LoaderInfo", findings).orElse("");
    if (info.startsWith("systemd-boot")) {
      return Optional.of(Loader.SYSTEMD_BOOT);
    }
    return info.startsWith("GRUB") ? Optional.of(Loader.GRUB) : Optional.empty();
  }

  /** GRUB and extlinux add this word to the command line; systemd-boot does not. */
  private boolean hasBootImage() {
    return tree.text(RUNNING, new ArrayList<>())
        .map(KernelCommandLine::parse)
        .flatMap(line -> line.valueOf("BOOT_IMAGE"))
        .isPresent();
  }
}

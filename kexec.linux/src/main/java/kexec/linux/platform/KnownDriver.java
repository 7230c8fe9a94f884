package kexec.linux.platform;

import java.util.List;
import kexec.api.fault.Finding;

/**
 * A driver of which it is documented that its device does not survive a jump, or not always.
 * docs/explain.md has the source of each.
 *
 * @param name the driver's name in {@code /sys/bus/pci/drivers}
 * @param report what was reported, a clause
 * @param cure what to do, in sentences
 */
record KnownDriver(String name, String report, String cure) {

  private static final String EARLY =
      "Let the next kernel load its driver early, or follow its start on a serial console.";
  private static final String FIRMWARE =
      "If the device is needed after the jump, try it while somebody can reset the machine, or"
          + " restart through the firmware.";

  static final List<KnownDriver> ALL =
      List.of(
          new KnownDriver(
              "amdgpu",
              "the display stays blank until the next kernel's amdgpu has started",
              EARLY),
          new KnownDriver(
              "ast", "the display stays blank until the next kernel's driver has started", EARLY),
          new KnownDriver(
              "i915",
              "on newer processors the next kernel's i915 may fail, and the display stays dark; after"
                  + " repeated loads by files it may corrupt memory",
              "Load segments (-c); and if the display is needed, restart through the firmware."),
          new KnownDriver(
              "mlx4_core",
              "the shutdown before the jump may hang in mlx4_shutdown, and a boot loader that runs"
                  + " next may not find the card",
              FIRMWARE),
          new KnownDriver(
              "nouveau",
              "kernels without nouveau's own shutdown method (of 2026) take the driver apart while it"
                  + " is used, and leave the device as it is",
              FIRMWARE));

  Finding finding() {
    return Finding.warning(
        "driver-may-not-survive", "a device is driven by %s: %s".formatted(name, report), cure);
  }
}

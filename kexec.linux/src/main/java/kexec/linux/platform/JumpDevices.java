package kexec.linux.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.host.DriverReader;
import kexec.linux.host.Watchdog;
import kexec.linux.host.WatchdogReader;

/** Finds devices that do not survive a jump, or that end what runs after it. */
public final class JumpDevices {

  private final DriverReader drivers;
  private final WatchdogReader watchdogs;

  /**
   * Creates the checks.
   *
   * @param root the system to read
   */
  public JumpDevices(LinuxRoot root) {
    this.drivers = new DriverReader(root);
    this.watchdogs = new WatchdogReader(root);
  }

  /**
   * {@return for a default image the drivers in use whose devices may not work after the jump; for
   * a crash image the disk controllers to which it cannot write}
   *
   * @param slot the slot of the image
   * @throws KexecException if the devices cannot be read
   */
  public List<Finding> drivers(Slot slot) throws KexecException {
    return slot == Slot.CRASH ? controllers() : known();
  }

  private List<Finding> known() throws KexecException {
    Set<String> bound = drivers.boundToPci();
    List<Finding> findings = new ArrayList<>();
    KnownDriver.ALL.stream()
        .filter(driver -> bound.contains(driver.name()))
        .forEach(driver -> findings.add(driver.finding()));
    return findings.isEmpty()
        ? List.of(
            Finding.info(
                "drivers",
                "no driver of a PCI device is known not to survive a jump (%s in use)"
                    .formatted(bound.size())))
        : findings;
  }

  private List<Finding> controllers() throws KexecException {
    Set<String> hosts = drivers.notResettable();
    return hosts.isEmpty()
        ? List.of()
        : List.of(
            Finding.warning(
                "controller-not-resettable",
                "the driver of the disk controllers %s cannot reset them: a crash kernel finds them"
                        .formatted(String.join(", ", hosts))
                    + " in the middle of the crashed kernel's work",
                "Write dumps to another disk, or over the network."));
  }

  /**
   * {@return the watchdogs that run, and what they do to the next kernel}
   *
   * @param slot the slot of the image
   * @throws KexecException if they cannot be read
   */
  public List<Finding> watchdogs(Slot slot) throws KexecException {
    List<Watchdog> running = watchdogs.running();
    if (running.isEmpty()) {
      return List.of(Finding.info("watchdog", "no watchdog is seen to run"));
    }
    String names = running.stream().map(JumpDevices::text).collect(Collectors.joining(", "));
    return List.of(
        slot == Slot.CRASH
            ? Finding.warning(
                "watchdog",
                "a crash does not stop the watchdog: %s resets the machine while the crash kernel"
                        .formatted(names)
                    + " works, unless that keeps it alive",
                "Have the watchdog's driver and a program that keeps it alive in the crash kernel's"
                    + " initrd.")
            : Finding.info(
                "watchdog",
                "a watchdog runs: %s resets the machine after a jump, unless its driver stops it at"
                        .formatted(names)
                    + " the shutdown or the next system keeps it alive in time"));
  }

  private static String text(Watchdog dog) {
    String identity = dog.identity().isEmpty() ? "" : " (" + dog.identity() + ")";
    return dog.name()
        + identity
        + (dog.seconds().isPresent() ? " within " + dog.seconds().getAsLong() + " s" : "");
  }
}

package kexec.vmtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** QEMU's command line for a guest. */
final class QemuCommand {

  /** A guest whose test died is killed this long after its own limit. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** The {@link BootDirectory} of a guest with Secure Boot, beside its sockets. */
  static final String BOOT_DIRECTORY = "boot";

  private final List<String> words = new ArrayList<>();

  private QemuCommand() {}

  /**
   * Returns the words of the command line.
   *
   * @param guest the machine
   * @param images where the firmware is, if the guest has some of its own
   * @param sockets where the serial ports are read, {@code kernel} and {@code script}, and where
   *     {@code monitor} and {@code gdb} are to be offered; with Secure Boot, its {@link
   *     #BOOT_DIRECTORY} too
   * @param variables the guest's own copy of OVMF's variables
   */
  static List<String> of(Guest guest, Supplier<GuestImages> images, Path sockets, Path variables) {
    GuestMachine machine = guest.machine();
    QemuCommand command = new QemuCommand();
    // Whatever becomes of the test, its guest does not outlive it by much.
    command.add("timeout", "-s", "KILL", seconds(guest.limit().plus(GRACE)));
    command.add(machine.emulator(), "-accel", "tcg,thread=multi", "-machine", machine.type());
    // In emulation a PV dom0 does not survive SMAP.
    command.add("-cpu", guest.hypervisor().isPresent() ? "max,smap=off" : machine.cpu());
    command.add("-m", guest.mebibytes() + "M", "-smp", Integer.toString(guest.cpus()));
    command.start(guest, images, sockets, variables);
    command.port("kernel", sockets);
    command.add("-serial", "chardev:kernel");
    command.port("script", sockets);
    if (machine.twoPorts()) {
      command.add("-serial", "chardev:script");
    } else {
      command.add("-device", "pci-serial,chardev=script");
    }
    guest.drives().forEach(command::drive);
    if (guest.gdb()) {
      command.add("-gdb", "unix:path=" + sockets.resolve("gdb") + ",server=on,wait=off");
    }
    command.add("-monitor", "unix:" + escaped(sockets.resolve("monitor")) + ",server=on,wait=off");
    // A jump by kexec is no reset; a panic or a triple fault is, and ends the run.
    command.add("-nic", "none", "-display", "none", "-no-reboot");
    command.words.addAll(guest.options());
    return List.copyOf(command.words);
  }

  private void start(Guest guest, Supplier<GuestImages> images, Path sockets, Path variables) {
    switch (guest.firmware()) {
      case BIOS -> boot(guest);
      case OVMF -> {
        flash(images.get().ovmfCode(), ",readonly=on");
        flash(variables, "");
        boot(guest);
      }
      case SECURE_BOOT -> {
        // Only the firmware's own code, which runs in system management mode, writes the variables.
        add("-machine", "smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on");
        flash(images.get().secureBootCode(), ",readonly=on");
        flash(variables, "");
        // QEMU's own loader would hand over a kernel that the firmware's keys did not sign.
        String directory = escaped(sockets.resolve(BOOT_DIRECTORY));
        add("-drive", "if=none,format=raw,id=boot,readonly=on,file=fat:" + directory);
        add("-device", "nvme,drive=boot,serial=boot,bootindex=0");
      }
    }
  }

  private void boot(Guest guest) {
    guest.hypervisor().ifPresentOrElse(xen -> boot(xen, guest), () -> bootKernel(guest));
  }

  private void bootKernel(Guest guest) {
    add("-kernel", guest.kernel().toString());
    guest.initrd().ifPresent(file -> add("-initrd", file.toString()));
    add("-append", guest.commandLine());
  }

  private void boot(GuestHypervisor xen, Guest guest) {
    add("-kernel", xen.file().toString(), "-append", xen.commandLine());
    String kernel = escaped(guest.kernel() + " " + guest.commandLine());
    add("-initrd", kernel + guest.initrd().map(file -> "," + escaped(file.toString())).orElse(""));
  }

  private void flash(Path file, String mode) {
    add("-drive", "if=pflash,format=raw,file=" + escaped(file) + mode);
  }

  private void port(String name, Path sockets) {
    add("-chardev", "socket,id=" + name + ",path=" + escaped(sockets.resolve(name)));
  }

  private void drive(Drive drive) {
    String id = "disk-" + drive.serial();
    String mode = drive.writable() ? "" : ",readonly=on";
    add("-drive", "if=none,format=raw,id=" + id + ",file=" + escaped(drive.image()) + mode);
    add("-device", "nvme,drive=" + id + ",serial=" + drive.serial());
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }

  /** In QEMU's lists a comma is written twice. */
  private static String escaped(Path file) {
    return escaped(file.toString());
  }

  private static String escaped(String text) {
    return text.replace(",", ",,");
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }
}

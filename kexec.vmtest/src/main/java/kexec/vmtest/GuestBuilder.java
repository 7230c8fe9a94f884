package kexec.vmtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a {@link Guest} together. It starts as a PC with one processor and 512 MiB, whose kernel
 * writes to the first serial port and ends the run when it panics. Under Xen the port is Xen's, and
 * the kernel writes there through Xen. In emulation a second processor takes more time than it
 * saves. For one thread.
 */
public final class GuestBuilder {

  private final String name;
  private final Path kernel;
  private GuestMachine machine = GuestMachine.PC;
  private int mebibytes = 512;
  private int cpus = 1;
  private Firmware firmware = Firmware.BIOS;
  private Optional<Path> initrd = Optional.empty();
  private final List<String> words = new ArrayList<>();
  private Optional<Path> xen = Optional.empty();
  private final List<String> xenWords = new ArrayList<>(List.of("console=com1", "com1=115200,8n1"));
  private final List<Drive> drives = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private boolean gdb;
  private String firstSign = "guest: init reached";
  private Duration firstSignLimit = Duration.ofSeconds(40);
  private Duration limit = Duration.ofMinutes(5);

  /**
   * Begins a guest.
   *
   * @param name what its logs are called: lower case letters, digits and hyphens
   * @param kernel the file that is booted
   */
  public GuestBuilder(String name, Path kernel) {
    this.name = name;
    this.kernel = kernel;
  }

  /**
   * Sets the computer. The builder starts with a PC.
   *
   * @param computer what QEMU emulates
   * @return this
   */
  public GuestBuilder machine(GuestMachine computer) {
    machine = computer;
    return this;
  }

  /**
   * Sets the memory.
   *
   * @param size in MiB
   * @return this
   */
  public GuestBuilder mebibytes(int size) {
    mebibytes = size;
    return this;
  }

  /**
   * Sets the number of processors.
   *
   * @param count at least 1
   * @return this
   */
  public GuestBuilder cpus(int count) {
    cpus = count;
    return this;
  }

  /**
   * Sets what starts the kernel.
   *
   * @param starter the firmware
   * @return this
   */
  public GuestBuilder firmware(Firmware starter) {
    firmware = starter;
    return this;
  }

  /**
   * Sets the initial RAM disk.
   *
   * @param file on the host
   * @return this
   */
  public GuestBuilder initrd(Path file) {
    initrd = Optional.of(file);
    return this;
  }

  /**
   * Adds words to the kernel's command line. Those that the kernel does not know, such as {@code
   * run=x.sh}, become variables of the guest's first process.
   *
   * @param more words without blanks
   * @return this
   */
  public GuestBuilder append(String... more) {
    words.addAll(List.of(more));
    return this;
  }

  /**
   * Boots Xen, which starts the kernel as its dom0.
   *
   * @param file Xen, not compressed
   * @return this
   */
  public GuestBuilder under(Path file) {
    xen = Optional.of(file);
    return this;
  }

  /**
   * Adds words to Xen's command line; nothing reads them without {@link #under(Path)}.
   *
   * @param more words without blanks
   * @return this
   */
  public GuestBuilder xen(String... more) {
    xenWords.addAll(List.of(more));
    return this;
  }

  /**
   * Adds a disk.
   *
   * @param drive the disk
   * @return this
   */
  public GuestBuilder drive(Drive drive) {
    drives.add(drive);
    return this;
  }

  /**
   * Adds arguments for QEMU, for example a device.
   *
   * @param more as on its command line
   * @return this
   */
  public GuestBuilder options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /**
   * Lets the test read and write the guest's memory while it runs.
   *
   * @return this
   */
  public GuestBuilder gdb() {
    gdb = true;
    return this;
  }

  /**
   * Sets by what a guest that came up is known; a guest that does not come up is started again.
   *
   * @param text part of a line on either console
   * @param within how long that may take
   * @return this
   */
  public GuestBuilder firstSign(String text, Duration within) {
    firstSign = text;
    firstSignLimit = within;
    return this;
  }

  /**
   * Sets how long the whole run may take.
   *
   * @param whole the limit; the guest is killed then
   * @return this
   */
  public GuestBuilder limit(Duration whole) {
    limit = whole;
    return this;
  }

  /**
   * Returns the guest.
   *
   * @return the guest as described so far
   * @throws IllegalArgumentException when name, memory or processors are none
   */
  public Guest build() {
    List<String> line = new ArrayList<>();
    line.add("console=" + (xen.isPresent() ? "hvc0" : machine.console()));
    line.addAll(machine.words());
    line.addAll(words);
    return new Guest(
        name,
        machine,
        mebibytes,
        cpus,
        firmware,
        xen.map(file -> new GuestHypervisor(file, String.join(" ", xenWords))),
        kernel,
        initrd,
        String.join(" ", line),
        drives,
        options,
        gdb,
        firstSign,
        firstSignLimit,
        limit);
  }
}

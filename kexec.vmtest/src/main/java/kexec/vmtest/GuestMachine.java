package kexec.vmtest;

import java.util.List;

/**
 * The computer that a guest is, in QEMU's words.
 *
 * @param emulator the program
 * @param emulatorPackage Debian's package with that program
 * @param type the machine and its properties, separated by commas
 * @param cpu the processor and its features, separated by commas
 * @param console the kernel's name of the first serial port
 * @param twoPorts whether the machine has a second serial port; otherwise it gets a PCI card with
 *     one
 * @param words what its kernel is told in any case
 */
public record GuestMachine(
    String emulator,
    String emulatorPackage,
    String type,
    String cpu,
    String console,
    boolean twoPorts,
    List<String> words) {

  /**
   * A PC. After {@code cmpxchg16b} QEMU 7.2 has what lay in memory for the flags, which kills Linux
   * 6.12 and later as soon as an interrupt comes in between: they do without where a processor has
   * none. A busy host gives the emulator too little time for the kernel's check of the timer, which
   * panics. The self tests of the kernel's crypto lock up once in some hundreds of emulated boots.
   */
  public static final GuestMachine PC =
      new GuestMachine(
          "qemu-system-x86_64",
          "qemu-system-x86",
          "q35",
          "max,cx16=off",
          "ttyS0",
          true,
          List.of("panic=-1", "no_timer_check", "cryptomgr.notests"));

  /** QEMU's virtual Arm machine with processors of 64 bits. */
  public static final GuestMachine ARM64 = arm("qemu-system-aarch64", "virt", "cortex-a72");

  /**
   * The same with processors of 32 bits. Debian's kernel for these knows no physical addresses of
   * more than 32 bits: PCI must lie below 4 GiB.
   */
  public static final GuestMachine ARM = arm("qemu-system-arm", "virt,highmem=off", "cortex-a15");

  private static GuestMachine arm(String emulator, String type, String cpu) {
    return new GuestMachine(
        emulator, "qemu-system-arm", type, cpu, "ttyAMA0", false, List.of("panic=-1"));
  }

  /** Copies the list. */
  public GuestMachine {
    words = List.copyOf(words);
  }

  /**
   * Returns the machine with another processor.
   *
   * @param name as after QEMU's {@code -cpu}
   * @return a copy
   */
  public GuestMachine cpu(String name) {
    return new GuestMachine(emulator, emulatorPackage, type, name, console, twoPorts, words);
  }

  /**
   * Returns the machine with a further property.
   *
   * @param assignment for example {@code virtualization=on}
   * @return a copy
   */
  public GuestMachine property(String assignment) {
    return new GuestMachine(
        emulator, emulatorPackage, type + "," + assignment, cpu, console, twoPorts, words);
  }
}

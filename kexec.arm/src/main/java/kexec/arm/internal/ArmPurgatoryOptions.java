package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.plan.EntryCheck;
import kexec.base.purgatory.Purgatory;
import kexec.linux.KernelCommandLine;

/**
 * Purgatory's output on arm64 and arm, and its reaction to a damaged segment.
 *
 * @param console the serial port for messages; without one there are none
 * @param verbose whether it prints anything if every segment is intact
 * @param reset whether a damaged image resets the machine; otherwise, and where the firmware cannot
 *     be called, it stops
 * @param call how the firmware is called for the reset
 */
record ArmPurgatoryOptions(
    Optional<MemoryPort> console, boolean verbose, boolean reset, FirmwareCall call)
    implements Purgatory.Options {

  /** The name of arm64's purgatory, beside this class. */
  static final String RESOURCE64 = "purgatory64.bin";

  /**
   * The name of arm's purgatory, beside this class. It enters the kernel itself, with r0 to r2 as
   * the receiver set them.
   */
  static final String RESOURCE32 = "purgatory32.bin";

  /** Offset of {@code firmware_call} in the fields. */
  private static final int FIRMWARE_CALL = 11;

  /**
   * {@return the options that a kernel's command line asks for}
   *
   * @param line the new kernel's
   * @param standard the port for a line that names none, such as the device tree's {@code
   *     stdout-path}
   * @param call how the firmware is called
   * @param check the reaction to a damaged segment; one that checks
   */
  static ArmPurgatoryOptions of(
      String line, Optional<MemoryPort> standard, FirmwareCall call, EntryCheck check) {
    KernelCommandLine words = KernelCommandLine.parse(line);
    // The kernel's own parameter for more console output.
    boolean verbose = words.parameters().stream().anyMatch(word -> word.word().equals("debug"));
    return new ArmPurgatoryOptions(
        MemoryPort.on(words).or(() -> standard), verbose, check == EntryCheck.RESET, call);
  }

  /** {@code struct options} of {@code src/main/purgatory/options.h}. */
  @Override
  public void put(ByteBuffer fields) {
    console.ifPresent(
        port ->
            fields
                .duplicate()
                .order(fields.order())
                .putLong(port.address().value())
                .put((byte) port.kind().code())
                .put((byte) port.shift())
                .put((byte) port.width()));
    fields.put(fields.position() + FIRMWARE_CALL, (byte) call.code());
  }
}

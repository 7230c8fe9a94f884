package kexec.rehearse.internal.emulator;

import java.util.List;

/**
 * The machine that an emulator emulates.
 *
 * @param program the emulator's program, a path
 * @param type the machine type, with its properties
 * @param cpu the processor, with its properties
 * @param accelerator what runs the guest's instructions, with its properties
 * @param bytes the size of its RAM
 * @param windows where the RAM lies in its addresses and in its file
 * @param firmware the firmware, as the emulator names it; empty for its default
 * @param serialPort the number of the serial port that is the guest's console, from 0 on
 */
public record VirtualMachine(
    String program,
    String type,
    String cpu,
    String accelerator,
    long bytes,
    List<RamWindow> windows,
    String firmware,
    int serialPort) {

  /** Makes the list unmodifiable. */
  public VirtualMachine {
    windows = List.copyOf(windows);
  }
}

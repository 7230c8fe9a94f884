package kexec.rehearse.internal.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.Range;

/** Machines to emulate. */
final class Machines {

  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private Machines() {}

  /** {@return a q35 without firmware to run: its guest stands still} */
  static VirtualMachine q35(long bytes) {
    List<RamWindow> windows =
        bytes < 0xb0000000L
            ? List.of(new RamWindow(Range.machine(0, bytes), 0))
            : List.of(
                new RamWindow(Range.machine(0, 2 * GIB), 0),
                new RamWindow(Range.machine(4 * GIB, bytes + 2 * GIB), 2 * GIB));
    return of("qemu-system-x86_64", "q35", bytes, windows);
  }

  /** {@return a machine for Arm} */
  static VirtualMachine virt(String program, long bytes) {
    return of(program, "virt", bytes, List.of(new RamWindow(Range.machine(GIB, GIB + bytes), 0)));
  }

  private static VirtualMachine of(
      String program, String type, long bytes, List<RamWindow> windows) {
    return new VirtualMachine(program, type, "max", "tcg,thread=single", bytes, windows, "", 0);
  }

  /** {@return a machine whose emulator is a script} */
  static VirtualMachine scripted(Path directory, String script) throws IOException {
    Path file = Files.writeString(directory.resolve("emulator"), "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return of(file.toString(), "none", MIB, List.of());
  }
}

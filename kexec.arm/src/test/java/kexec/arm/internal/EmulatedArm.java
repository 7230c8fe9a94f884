package kexec.arm.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kexec.base.purgatory.DamageableImage.Piece;
import kexec.base.purgatory.EmulatedMachine;

/**
 * A machine in software emulation whose memory has the segments when it is switched on, and whose
 * first instruction is purgatory's: with the MMU and the caches off, as after a receiver's jump.
 */
final class EmulatedArm {

  private EmulatedArm() {}

  /**
   * Starts it.
   *
   * @param machine QEMU's options for the machine, processor and memory
   */
  static EmulatedMachine start(
      Path directory, List<String> machine, long entry, Collection<Piece> pieces)
      throws IOException {
    List<String> command = new ArrayList<>(machine);
    for (Piece piece : pieces) {
      Path file = Files.write(Files.createTempFile(directory, "piece", ""), piece.bytes());
      command.add("-device");
      command.add("loader,file=%s,addr=%#x,force-raw=on".formatted(file, piece.start()));
    }
    command.add("-device");
    command.add("loader,addr=%#x,cpu-num=0".formatted(entry));
    return new EmulatedMachine(directory, command);
  }
}

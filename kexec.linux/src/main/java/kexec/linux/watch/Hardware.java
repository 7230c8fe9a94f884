package kexec.linux.watch;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import kexec.linux.crash.CrashHotplug;

/**
 * What crash images describe of a machine, in a form that can be compared.
 *
 * @param cpus the processors
 * @param memory the memory
 */
public record Hardware(String cpus, String memory) {

  /**
   * Tells whether an image that describes this hardware is out of date.
   *
   * @param now the hardware as it is now
   * @param kernel what the kernel itself keeps current in the loaded image
   * @return whether it is
   */
  boolean isOutdatedBy(Hardware now, CrashHotplug kernel) {
    boolean byCpus = !kernel.cpus() && !cpus.equals(now.cpus);
    boolean byMemory = !kernel.memory() && !memory.equals(now.memory);
    return byCpus || byMemory;
  }

  /** Returns the rest in one short line; equal lines stand for equal hardware. */
  String without(CrashHotplug kernel) {
    String rest = (kernel.cpus() ? "" : cpus) + "\n" + (kernel.memory() ? "" : memory);
    return UUID.nameUUIDFromBytes(rest.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

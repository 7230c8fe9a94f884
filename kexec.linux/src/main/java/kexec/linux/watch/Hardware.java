package kexec.linux.watch;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import kexec.linux.crash.CrashHotplug;

/**
 * The hardware of a machine that crash images describe, in comparable form.
 *
 * @param cpus the processors
 * @param memory the memory
 */
public record Hardware(String cpus, String memory) {

  /**
   * {@return whether an image that describes this hardware is stale}
   *
   * @param now the current hardware
   * @param kernel what the kernel itself updates in the loaded image
   */
  boolean isOutdatedBy(Hardware now, CrashHotplug kernel) {
    boolean byCpus = !kernel.cpus() && !cpus.equals(now.cpus);
    boolean byMemory = !kernel.memory() && !memory.equals(now.memory);
    return byCpus || byMemory;
  }

  /**
   * {@return the hardware that the kernel does not update itself, as one short line; equal lines
   * mean equal hardware}
   */
  String without(CrashHotplug kernel) {
    String rest = (kernel.cpus() ? "" : cpus) + "\n" + (kernel.memory() ? "" : memory);
    return UUID.nameUUIDFromBytes(rest.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

package kexec.api.machine;

import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What memory a machine has, and what addresses mean on it. It knows nothing of images.
 * Thread-safe.
 */
@ConsumerType
public interface MemoryOps {

  /**
   * Reads the machine's memory map as it is now.
   *
   * @return the map, in machine addresses, with the regions reserved for a crash kernel
   * @throws KexecException if the machine does not let it be read
   */
  MemoryMap memoryMap() throws KexecException;

  /**
   * Translates what the running kernel calls physical to what the machine decodes at the jump.
   * These differ under a hypervisor, and on boards where the boot processor sees RAM elsewhere.
   *
   * @param address in the running kernel's RAM
   * @return the machine address; consecutive within a page of 4096 bytes only
   * @throws KexecException if the running kernel has no such memory, or the machine does not tell
   */
  MachineAddress toMachine(PhysicalAddress address) throws KexecException;

  /**
   * Returns pages for content that is moved at the jump.
   *
   * @return the pool, always the same; empty where the receiver stages in memory of its own
   */
  default Optional<PagePool> pages() {
    return Optional.empty();
  }
}

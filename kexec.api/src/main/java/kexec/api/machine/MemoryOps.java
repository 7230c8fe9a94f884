package kexec.api.machine;

import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import org.osgi.annotation.versioning.ConsumerType;

/** A machine's memory and its address translation. Independent of images. Thread-safe. */
@ConsumerType
public interface MemoryOps {

  /**
   * Reads the machine's memory map as it is now.
   *
   * @return the map, in machine addresses, with the regions reserved for a crash kernel
   * @throws KexecException if the machine does not permit reading it
   */
  MemoryMap memoryMap() throws KexecException;

  /**
   * Translates a physical address of the running kernel to the address that the machine decodes at
   * the jump. These differ under a hypervisor, and on boards whose boot processor sees RAM
   * elsewhere; by default they are the same.
   *
   * @param address in the running kernel's RAM
   * @return the machine address; consecutive within a page of 4096 bytes only
   * @throws KexecException if the running kernel has no such memory, or the machine does not report
   *     it
   */
  default MachineAddress toMachine(PhysicalAddress address) throws KexecException {
    return new MachineAddress(address.value());
  }

  /**
   * {@return the pool of pages for content that is moved at the jump, always the same; empty if the
   * receiver stages in its own memory}
   */
  default Optional<PagePool> pages() {
    return Optional.empty();
  }
}

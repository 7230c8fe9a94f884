package kexec.linux.sys;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;

/**
 * {@code struct kexec_segment} (Linux, include/uapi/linux/kexec.h). Not validated: the kernel does
 * that.
 *
 * @param buf the address of the content in this process
 * @param bufsz the size of the content in bytes, unsigned
 * @param mem the destination when the image is entered; what the kernel calls physical is the
 *     machine address, because a guest with other addresses has no kexec of its own
 * @param memsz the size of the destination in bytes, unsigned
 */
public record KexecSegment(VirtualAddress buf, long bufsz, MachineAddress mem, long memsz) {

  @Override
  public String toString() {
    return "{buf=%s, bufsz=0x%x, mem=%s, memsz=0x%x}".formatted(buf, bufsz, mem, memsz);
  }
}

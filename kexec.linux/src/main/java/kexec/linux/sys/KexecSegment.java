package kexec.linux.sys;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;

/**
 * {@code struct kexec_segment} (Linux, include/uapi/linux/kexec.h). Nothing is checked: the kernel
 * does that.
 *
 * @param buf where this process has the content
 * @param bufsz how long the content is, in bytes, unsigned
 * @param mem where it lies when the image is entered; what the kernel calls physical is the
 *     machine's own address, because a guest that sees other addresses has no kexec of its own
 * @param memsz how much memory it takes there, in bytes, unsigned
 */
public record KexecSegment(VirtualAddress buf, long bufsz, MachineAddress mem, long memsz) {

  @Override
  public String toString() {
    return "{buf=%s, bufsz=0x%x, mem=%s, memsz=0x%x}".formatted(buf, bufsz, mem, memsz);
  }
}

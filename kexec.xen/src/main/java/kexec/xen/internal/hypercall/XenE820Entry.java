package kexec.xen.internal.hypercall;

/**
 * One entry of the machine's memory map (Linux, arch/x86/include/uapi/asm/bootparam.h, {@code
 * struct boot_e820_entry}), not validated.
 *
 * @param address the machine address of its first byte
 * @param size bytes, unsigned
 * @param type the memory type
 */
public record XenE820Entry(long address, long size, int type) {}

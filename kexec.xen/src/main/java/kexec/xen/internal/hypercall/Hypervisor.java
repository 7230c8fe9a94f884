package kexec.xen.internal.hypercall;

/**
 * The hypervisor, with memory for the arguments of hypercalls.
 *
 * @param privcmd makes the calls
 * @param memory allocates their arguments
 */
public record Hypervisor(Privcmd privcmd, HypercallMemory memory) {}

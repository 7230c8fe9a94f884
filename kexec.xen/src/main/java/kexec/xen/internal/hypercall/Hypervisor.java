package kexec.xen.internal.hypercall;

/**
 * The hypervisor, with memory that it can be pointed to.
 *
 * @param privcmd calls it
 * @param memory what its calls point to
 */
public record Hypervisor(Privcmd privcmd, HypercallMemory memory) {}

package kexec.sim.internal.machine;

import kexec.api.memory.MachineAddress;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SparseMemory;

/**
 * An image after its pages were moved.
 *
 * @param image the image
 * @param memory the machine's current memory
 * @param jump the address of the jump
 */
public record StartedImage(Image image, SparseMemory memory, MachineAddress jump) {}

package kexec.base.fdt;

import java.util.List;

/**
 * A device tree with what its flattened form says beside it.
 *
 * <p>The version of the form is not kept: the versions that are read, 16 and 17, hold the same.
 *
 * @param root the root node
 * @param reservations the memory reservation block in its order, without its terminator;
 *     unmodifiable
 * @param bootCpu {@code boot_cpuid_phys}: the hardware number of the boot processor, 32 bits,
 *     unsigned
 */
public record DeviceTree(TreeNode root, List<Reservation> reservations, int bootCpu) {

  /** Copies the list. */
  public DeviceTree {
    reservations = List.copyOf(reservations);
  }

  /**
   * Memory that the next kernel must not use, as an entry of the memory reservation block gives it.
   * Nothing is checked: the sum may wrap.
   *
   * @param address the first byte, a machine address, unsigned
   * @param size bytes, unsigned; not zero if the address is zero, because such an entry ends the
   *     block
   */
  public record Reservation(long address, long size) {

    /**
     * Refuses the terminator.
     *
     * @throws IllegalArgumentException if both are zero
     */
    public Reservation {
      if (address == 0 && size == 0) {
        throw new IllegalArgumentException("a reservation of zeros ends the block");
      }
    }
  }
}

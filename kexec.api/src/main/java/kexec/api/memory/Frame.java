package kexec.api.memory;

/**
 * A machine page frame: a page-sized, page-aligned piece of machine memory, by its number.
 *
 * @param number the machine address divided by the page size, unsigned
 */
public record Frame(long number) implements Comparable<Frame> {

  /**
   * Returns the frame that holds an address.
   *
   * @param address any address in the frame
   * @param pageSize the size of a frame
   * @return the frame
   */
  public static Frame of(MachineAddress address, PageSize pageSize) {
    return new Frame(address.value() >>> pageSize.shift());
  }

  /**
   * Returns the frame's first byte.
   *
   * @param pageSize the size of a frame
   * @return the machine address at which the frame starts
   * @throws ArithmeticException if the frame is beyond the 64-bit address space, as the number is
   *     by which a hypervisor says that there is no frame
   */
  public MachineAddress address(PageSize pageSize) {
    long start = number << pageSize.shift();
    if (start >>> pageSize.shift() != number) {
      throw new ArithmeticException(this + " is beyond the 64-bit address space");
    }
    return new MachineAddress(start);
  }

  @Override
  public int compareTo(Frame other) {
    return Long.compareUnsigned(number, other.number);
  }

  @Override
  public String toString() {
    return "frame 0x" + Long.toHexString(number);
  }
}

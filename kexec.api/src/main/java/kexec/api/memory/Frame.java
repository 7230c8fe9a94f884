package kexec.api.memory;

/**
 * A machine page frame, identified by its number: a page-sized, page-aligned piece of machine
 * memory.
 *
 * @param number the machine address divided by the page size, unsigned
 */
public record Frame(long number) implements Comparable<Frame> {

  /**
   * {@return the frame that contains an address}
   *
   * @param address any address in the frame
   * @param pageSize the size of a frame
   */
  public static Frame of(MachineAddress address, PageSize pageSize) {
    return new Frame(address.value() >>> pageSize.shift());
  }

  /**
   * {@return the machine address of the frame's first byte}
   *
   * @param pageSize the size of a frame
   * @throws ArithmeticException if the frame is beyond the 64-bit address space, as is the number
   *     with which a hypervisor reports that there is no frame
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

package kexec.api.memory;

/**
 * One region of a memory map.
 *
 * @param range its addresses
 * @param type its type
 */
public record MemoryRegion(Range<MachineAddress> range, MemoryType type) {

  @Override
  public String toString() {
    return range + " " + type.label();
  }
}

package kexec.api.memory;

/**
 * One line of a memory map.
 *
 * @param range where it lies
 * @param type what it is
 */
public record MemoryRegion(Range<MachineAddress> range, MemoryType type) {

  @Override
  public String toString() {
    return range + " " + type.label();
  }
}

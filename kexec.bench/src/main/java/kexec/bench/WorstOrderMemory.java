package kexec.bench;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * An allocator that hands out the destinations in the order that is the most work, and keeps no
 * content, so that the page list's own cost is measured. Physical, machine and virtual addresses
 * are equal.
 */
final class WorstOrderMemory implements MemoryOps {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final long first;
  private final long count;
  private final boolean exchanging;
  private long next;
  private long written;

  /**
   * Makes the allocator.
   *
   * @param destinations the frames that content goes to
   * @param exchanging whether each page is wanted one behind it, so that it has to be exchanged; if
   *     not, the pages come from the end, so that each has to wait for its turn
   */
  WorstOrderMemory(Range<MachineAddress> destinations, boolean exchanging) {
    this.first = destinations.start().value() >>> PAGE.shift();
    this.count = destinations.size() >>> PAGE.shift();
    this.exchanging = exchanging;
  }

  long written() {
    return written;
  }

  @Override
  public PageSize pageSize() {
    return PAGE;
  }

  @Override
  public MemoryMap memoryMap() {
    return MemoryMap.of(List.of());
  }

  @Override
  public Page allocate(int order, MachineAddress limit) {
    long at = next++;
    long frame;
    if (exchanging) {
      // The very first page is nobody's; all others are the destination before the wanted one.
      frame = at == 0 ? first - 1 : first + at - 1;
    } else {
      frame = at < count ? first + count - 1 - at : first + at;
    }
    return new Page(new VirtualAddress(frame << PAGE.shift()), order);
  }

  @Override
  public void free(Page page) {
    // No page is handed out twice.
  }

  @Override
  public Frame frame(Page page) {
    return new Frame(page.address().value() >>> PAGE.shift());
  }

  @Override
  public Optional<Page> page(Frame frame) {
    return Optional.of(new Page(new VirtualAddress(frame.number() << PAGE.shift()), 0));
  }

  @Override
  public PhysicalAddress toPhysical(VirtualAddress address) {
    return new PhysicalAddress(address.value());
  }

  @Override
  public VirtualAddress toVirtual(PhysicalAddress address) {
    return new VirtualAddress(address.value());
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) {
    return new MachineAddress(address.value());
  }

  @Override
  public PhysicalAddress toPhysical(MachineAddress address) {
    return new PhysicalAddress(address.value());
  }

  @Override
  public WriteAccess writeAccess(Range<MachineAddress> destination) {
    return WriteAccess.STAGED;
  }

  @Override
  public void write(Frame frame, ByteBuffer content) {
    written += content.remaining();
  }
}

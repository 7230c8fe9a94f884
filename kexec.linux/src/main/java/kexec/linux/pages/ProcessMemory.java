package kexec.linux.pages;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * A machine's memory whose pages are {@link LockedPages} of this process. What the rest of the
 * machine's addresses mean is left to those who extend this. Safe for use by several threads as
 * long as what they add is.
 */
public abstract class ProcessMemory implements MemoryOps {

  private final LockedPages pages;

  /**
   * Makes the memory.
   *
   * @param pages the pages, this object's own from now on
   */
  protected ProcessMemory(LockedPages pages) {
    this.pages = pages;
  }

  /**
   * Translates an address of the running kernel's in which none of these pages lies.
   *
   * @param address what the kernel calls physical
   * @return the machine address
   * @throws IllegalArgumentException if the running kernel has no such memory
   */
  protected abstract MachineAddress machineOf(PhysicalAddress address);

  /**
   * Translates a machine address at which none of these pages lies.
   *
   * @param address the machine address
   * @return what the running kernel calls it
   * @throws IllegalArgumentException if the running kernel has no such memory
   */
  protected abstract PhysicalAddress physicalOf(MachineAddress address);

  @Override
  public final PageSize pageSize() {
    return PageSize.KIB_4;
  }

  @Override
  public final Page allocate(int order, MachineAddress limit) throws KexecException {
    return pages.allocate(order, limit);
  }

  @Override
  public final void free(Page page) {
    pages.free(page);
  }

  @Override
  public final Frame frame(Page page) {
    return pages.frame(page);
  }

  @Override
  public final Optional<Page> page(Frame frame) {
    return pages.page(frame);
  }

  @Override
  public final PhysicalAddress toPhysical(VirtualAddress address) {
    return pages.toPhysical(address);
  }

  @Override
  public final VirtualAddress toVirtual(PhysicalAddress address) {
    return pages.toVirtual(address);
  }

  @Override
  public final MachineAddress toMachine(PhysicalAddress address) {
    return pages.machineOf(address).orElseGet(() -> machineOf(address));
  }

  @Override
  public final PhysicalAddress toPhysical(MachineAddress address) {
    return pages.physicalOf(address).orElseGet(() -> physicalOf(address));
  }

  /** A program cannot write machine memory that is not its own. */
  @Override
  public final WriteAccess writeAccess(Range<MachineAddress> destination) {
    return WriteAccess.STAGED;
  }

  @Override
  public final void write(Frame frame, ByteBuffer content) {
    pages.write(frame, content);
  }

  /** Gives all memory back, allocated or not. */
  protected final void giveBackAll() {
    pages.close();
  }
}

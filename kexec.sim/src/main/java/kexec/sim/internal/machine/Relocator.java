package kexec.sim.internal.machine;

import java.util.OptionalLong;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.base.pagelist.PageListEntry;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.PageListWalk;
import kexec.sim.internal.image.PageListWalk.BrokenListException;
import kexec.sim.internal.memory.SparseMemory;

/**
 * Moves an image's pages to their destinations in list order without any checks, as relocation code
 * does: x86 exchanges source and destination through a swap page so that the running kernel can
 * return, and copies where it cannot.
 */
final class Relocator {

  private static final String SUBJECT = "page list";

  private final Image image;
  private final SparseMemory memory;
  private final RangeSet<MachineAddress> ram;
  private long moved;

  Relocator(Image image, SparseMemory memory, RangeSet<MachineAddress> ram) {
    this.image = image;
    this.memory = memory;
    this.ram = ram;
  }

  /** Moves the pages; returns whether the whole list was processed. */
  boolean run(Checks checks) {
    OptionalLong head = image.head();
    if (head.isEmpty()) {
      checks.pass(SUBJECT, "none: the content was written in its place when it was loaded");
      return true;
    }
    try {
      follow(new PageListWalk(memory, head.getAsLong(), PageListWalk.mostEntries(image)));
      String how = image.swapFrame().isPresent() ? "exchanged" : "copied";
      checks.pass(SUBJECT, moved + " pages " + how);
      return true;
    } catch (BrokenListException e) {
      checks.fail(SUBJECT, "after %s pages: %s".formatted(moved, e.getMessage()));
      return false;
    } catch (OutsideRamException e) {
      checks.fail(SUBJECT, "after %s pages: %s".formatted(moved, e.getMessage()));
      return false;
    }
  }

  /** {@return the number of moved pages} */
  long moved() {
    return moved;
  }

  private void follow(PageListWalk walk) throws BrokenListException, OutsideRamException {
    long destination = 0;
    PageListEntry entry = walk.next();
    while (entry.flags() != PageListEntry.DONE) {
      if (entry.flags() == PageListEntry.DESTINATION) {
        destination = entry.address().value();
      } else if (entry.flags() == PageListEntry.SOURCE) {
        move(entry.address().value(), destination);
        destination += memory.pageBytes();
      }
      entry = walk.next();
    }
  }

  private void move(long source, long destination) throws OutsideRamException {
    requireRam("source", source);
    requireRam("destination", destination);
    long from = memory.frameOf(source);
    long to = memory.frameOf(destination);
    OptionalLong swap = image.swapFrame();
    if (swap.isPresent()) {
      memory.copy(from, swap.getAsLong());
      memory.copy(to, from);
      memory.copy(swap.getAsLong(), to);
    } else {
      memory.copy(from, to);
    }
    moved++;
  }

  private void requireRam(String what, long address) throws OutsideRamException {
    if (!ram.contains(new MachineAddress(address))) {
      throw new OutsideRamException("the %s 0x%x is not in RAM".formatted(what, address));
    }
  }

  /** Thrown if a page is to be moved to an address without memory. */
  private static final class OutsideRamException extends Exception {

    private static final long serialVersionUID = 1L;

    OutsideRamException(String problem) {
      super(problem);
    }
  }
}

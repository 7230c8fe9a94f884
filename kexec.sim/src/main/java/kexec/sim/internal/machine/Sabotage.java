package kexec.sim.internal.machine;

import java.util.OptionalLong;
import kexec.api.memory.MachineAddress;
import kexec.base.pagelist.PageListEntry;
import kexec.sim.internal.fault.FaultStep;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.image.PageListWalk;
import kexec.sim.internal.image.PageListWalk.BrokenListException;
import kexec.sim.internal.memory.SparseMemory;

/** Corrupts a loaded image as the faults specify, to be detected by the checks. */
final class Sabotage {

  private final Faults faults;

  Sabotage(Faults faults) {
    this.faults = faults;
  }

  /** Corrupts the image's memory before its pages are moved. */
  void beforeMove(Image image, SparseMemory memory) throws BrokenListException {
    if (faults.isOn(FaultStep.FLIP_BYTE)) {
      long address = sourceOf(image, memory, firstContent(image));
      byte flipped = (byte) (memory.bytes(address, 1).get() ^ 1);
      memory.poke(address, new byte[] {flipped});
    }
    if (faults.isOn(FaultStep.DROP_ZERO_FILL)) {
      for (ImageSegment segment : image.segments()) {
        if (segment.contentBytes() < segment.memory().size()) {
          long last = segment.memory().end().value() - 1;
          memory.poke(sourceOf(image, memory, last), new byte[] {0x5a});
        }
      }
    }
  }

  /** {@return the address of the jump} */
  MachineAddress jump(Image image) {
    MachineAddress entry = image.entry().entry();
    return faults.isOn(FaultStep.WRONG_ENTRY) ? new MachineAddress(entry.value() + 0x10) : entry;
  }

  private static long firstContent(Image image) {
    return image.segments().stream()
        .filter(segment -> segment.contentBytes() > 0)
        .findFirst()
        .map(segment -> segment.memory().start().value())
        .orElse(0L);
  }

  /** {@return the address of a byte before the pages are moved} */
  private static long sourceOf(Image image, SparseMemory memory, long wanted)
      throws BrokenListException {
    OptionalLong head = image.head();
    if (head.isEmpty()) {
      return wanted;
    }
    long inPage = wanted & (memory.pageBytes() - 1);
    long destination = 0;
    PageListWalk walk = new PageListWalk(memory, head.getAsLong(), PageListWalk.mostEntries(image));
    PageListEntry entry = walk.next();
    while (entry.flags() != PageListEntry.DONE) {
      if (entry.flags() == PageListEntry.DESTINATION) {
        destination = entry.address().value();
      } else if (entry.flags() == PageListEntry.SOURCE) {
        if (destination == wanted - inPage) {
          return entry.address().value() + inPage;
        }
        destination += memory.pageBytes();
      }
      entry = walk.next();
    }
    return wanted;
  }
}

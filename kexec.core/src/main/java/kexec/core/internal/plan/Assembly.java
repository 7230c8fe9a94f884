package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import kexec.api.boot.BootImage;
import kexec.api.boot.Content;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/**
 * Makes segments of what a boot protocol built: digests all ready contents, then lets the sealing
 * ones see the digests. Used once, by one thread.
 */
final class Assembly {

  private record Item(SegmentRole role, Range<MachineAddress> memory, SegmentData data) {}

  private record Seal(SegmentRole role, Range<MachineAddress> memory, Content.Maker maker) {}

  private final List<Item> ready = new ArrayList<>();
  private final List<Seal> sealing = new ArrayList<>();
  private final Set<SegmentRole> rewritten = EnumSet.noneOf(SegmentRole.class);

  /**
   * Takes what was built.
   *
   * @param layout what was requested
   * @param placement where it goes
   * @param image what goes there
   */
  Assembly(Layout layout, Placement placement, BootImage image) {
    for (SegmentRequest request : layout.requests()) {
      Range<MachineAddress> memory = placement.of(request.name());
      Content content =
          Objects.requireNonNull(image.contents().get(request.name()), request.name());
      if (content instanceof Content.Ready known) {
        ready.add(new Item(request.role(), memory, known.data()));
      } else if (content instanceof Content.Sealing later) {
        sealing.add(new Seal(request.role(), memory, later.maker()));
      }
    }
  }

  /**
   * Adds the ELF core header.
   *
   * @param memory where it goes
   * @param header its bytes
   * @param isRewritten whether the receiver changes it while it is loaded, so that nobody can check
   *     it later
   */
  void addCoreHeader(Range<MachineAddress> memory, byte[] header, boolean isRewritten) {
    if (isRewritten) {
      rewritten.add(SegmentRole.ELFCOREHDR);
    }
    ready.add(new Item(SegmentRole.ELFCOREHDR, memory, SegmentData.ofBytes(header)));
  }

  /**
   * Makes the segments.
   *
   * @return the segments, in no order
   * @throws KexecException if a file was cut short meanwhile, or cannot be read to its end
   */
  List<Segment> segments() throws KexecException {
    List<Segment> segments = new ArrayList<>(digestAll());
    segments.sort(Comparator.comparing(Segment::memory));
    List<Segment> digested =
        segments.stream().filter(segment -> !rewritten.contains(segment.role())).toList();
    for (Seal seal : sealing) {
      SegmentData data = seal.maker().make(digested);
      segments.add(new Segment(seal.role(), seal.memory(), data, data.digest()));
    }
    return segments;
  }

  /** One after the other: each digest keeps all processors busy where there is much to read. */
  private List<Segment> digestAll() throws BadFileException {
    List<Segment> segments = new ArrayList<>();
    for (Item item : ready) {
      segments.add(new Segment(item.role(), item.memory(), item.data(), item.data().digest()));
    }
    return segments;
  }
}

package kexec.sim.internal.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/**
 * An image that a receiver holds: everything that is needed to start and check it, except for its
 * pages.
 *
 * @param slot where it is held
 * @param architecture in whose state it is entered
 * @param commandLine the kernel's command line
 * @param entry how it is entered
 * @param segments by ascending address
 * @param head the page list's first entry; absent if the content is in its place already
 * @param swapFrame the page through which others are exchanged; absent if they are copied
 */
public record Image(
    Slot slot,
    Architecture architecture,
    String commandLine,
    EntryState entry,
    List<ImageSegment> segments,
    OptionalLong head,
    OptionalLong swapFrame) {

  /** Makes the list unmodifiable. */
  public Image {
    segments = List.copyOf(segments);
  }

  /**
   * {@return the image of a plan}
   *
   * @param plan the plan
   * @param entry the plan's entry
   * @param head the page list's first entry, if there is one
   * @param swapFrame the page to exchange others through, if there is one
   */
  public static Image of(Plan plan, EntryState entry, OptionalLong head, OptionalLong swapFrame) {
    return new Image(
        plan.slot(),
        plan.kernel().architecture(),
        plan.commandLine(),
        entry,
        plan.segments().stream().map(ImageSegment::of).toList(),
        head,
        swapFrame);
  }

  /**
   * {@return the segment that contains an address, or empty}
   *
   * @param address the address
   */
  public Optional<ImageSegment> segmentAt(MachineAddress address) {
    return segments.stream().filter(s -> s.memory().contains(address)).findFirst();
  }

  /**
   * {@return the first segment with a role, or empty}
   *
   * @param role a role that an image has once at most
   */
  public Optional<ImageSegment> segment(SegmentRole role) {
    return segments.stream().filter(s -> s.role() == role).findFirst();
  }

  /** {@return the memory of all segments} */
  public RangeSet<MachineAddress> footprint() {
    return RangeSet.of(segments.stream().map(ImageSegment::memory).toList());
  }
}

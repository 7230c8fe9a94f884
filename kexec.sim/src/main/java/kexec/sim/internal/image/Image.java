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
 * An image that a receiver holds: all that is needed to start it and to check it, except for the
 * pages.
 *
 * @param slot where it is held
 * @param architecture in whose state it is entered
 * @param commandLine what the kernel is to read
 * @param entry how it is entered
 * @param segments by ascending address
 * @param head the page list's first entry; absent where the content lies in its place already
 * @param swapFrame the page through which others are exchanged; absent where they are copied
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
   * Returns the image of a plan.
   *
   * @param plan the plan
   * @param entry the plan's entry
   * @param head the page list's first entry, where there is one
   * @param swapFrame the page to exchange others through, where there is one
   * @return the image
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
   * Returns the segment in which an address lies.
   *
   * @param address the address
   * @return the segment, or nothing
   */
  public Optional<ImageSegment> segmentAt(MachineAddress address) {
    return segments.stream().filter(s -> s.memory().contains(address)).findFirst();
  }

  /**
   * Returns the segment of a role that an image has once at most.
   *
   * @param role the role
   * @return the first of its segments, or nothing
   */
  public Optional<ImageSegment> segment(SegmentRole role) {
    return segments.stream().filter(s -> s.role() == role).findFirst();
  }

  /**
   * Returns all memory that the segments take.
   *
   * @return the addresses
   */
  public RangeSet<MachineAddress> footprint() {
    return RangeSet.of(segments.stream().map(ImageSegment::memory).toList());
  }
}

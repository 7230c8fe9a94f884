package kexec.api.boot;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An image under construction. A boot protocol allocates memory for its segments, the most
 * demanding first, and gives them their content; it is answered at once, so that what depends on a
 * segment's address is written down as it is computed.
 *
 * <p>The memory, what the receiver takes and what the user allows are the builder's affair. What
 * goes wrong is a finding and no exception, so that the user sees all findings at once: a segment
 * that cannot be placed gets a stand-in address, and an image with an error is never loaded.
 *
 * <p>One thread at a time, and only during {@link Bootable#build}.
 */
@ProviderType
public interface ImageBuilder {

  /**
   * Allocates memory for a segment.
   *
   * @param request what the segment needs
   * @return the segment, to be filled or sealed exactly once; where there is no such memory, at the
   *     lowest address of its window, and with an error among the findings
   */
  Place place(SegmentRequest request);

  /**
   * Allocates memory for the ELF core header of a crash image, from which the crash kernel learns
   * what to dump. The core writes its content. Called once, before any segment is placed, by every
   * protocol that builds crash images.
   *
   * @param borrowed RAM outside the crash region that the crash kernel will use as its own, so that
   *     the dump cannot have it
   * @return where the header lies; empty for a default image
   */
  Optional<Range<MachineAddress>> coreHeader(RangeSet<MachineAddress> borrowed);

  /** {@return how many more segments the receiver takes; zero or more} */
  int segmentsLeft();

  /**
   * Sets how the image is entered. Called once.
   *
   * @param entry the entry
   */
  void entry(EntryState entry);

  /**
   * Sets the final command line. Without a call it is the request's.
   *
   * @param commandLine the command line without a NUL at its end
   */
  void commandLine(String commandLine);

  /**
   * Adds a finding. An error refuses the image.
   *
   * @param finding what was found
   */
  void add(Finding finding);

  /** A segment that has its memory. */
  interface Place {

    /** {@return the segment's memory, in whole pages} */
    Range<MachineAddress> memory();

    /** {@return the segment's first address} */
    default MachineAddress start() {
      return memory().start();
    }

    /**
     * Sets the segment's content; zeros follow it to the segment's end.
     *
     * @param content not longer than the memory
     */
    void fill(SegmentData content);

    /**
     * Sets content that depends on the digests of the other segments, such as code that checks
     * them.
     *
     * @param content given all filled segments that stay as they are once they are loaded, by
     *     ascending address, returns the content, not longer than the memory
     */
    void seal(Function<List<Segment>, SegmentData> content);
  }
}

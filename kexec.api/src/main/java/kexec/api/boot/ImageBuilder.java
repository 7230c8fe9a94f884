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
 * demanding first, and sets their content. Each allocation returns an address at once, so that
 * content which depends on addresses can be computed directly.
 *
 * <p>The builder knows the memory, the receiver's rules and the user's limits. An error is a
 * finding, not an exception, so that the user sees all findings at once: a segment that does not
 * fit gets a placeholder address, and an image with an error is never loaded.
 *
 * <p>For use by one thread at a time, and only during {@link Bootable#build}.
 */
@ProviderType
public interface ImageBuilder {

  /**
   * Allocates memory for a segment.
   *
   * @param request what the segment needs
   * @return the segment, to be filled or sealed exactly once; if it does not fit, at the lowest
   *     address of its window, and with an error among the findings
   */
  Place place(SegmentRequest request);

  /**
   * Allocates memory for the ELF core header of a crash image, which tells the crash kernel what to
   * dump. The core writes its content. Called once, before any segment is placed, by every protocol
   * that builds crash images.
   *
   * @param borrowed RAM outside the crash region that the crash kernel will use as its own, and
   *     that therefore cannot be dumped
   * @return the header's place; empty for a default image
   */
  Optional<Range<MachineAddress>> coreHeader(RangeSet<MachineAddress> borrowed);

  /** {@return how many more segments the receiver accepts; zero or more} */
  int segmentsLeft();

  /**
   * Sets the entry state. Called once.
   *
   * @param entry the entry
   */
  void entry(EntryState entry);

  /**
   * Sets the final command line. The default is the request's.
   *
   * @param commandLine the command line without a final NUL
   */
  void commandLine(String commandLine);

  /**
   * Adds a finding. With an error, the image is refused.
   *
   * @param finding the finding
   */
  void add(Finding finding);

  /** A segment with its memory. */
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
     * @param content returns the content, not longer than the memory; its argument is all filled
     *     segments that do not change after they are loaded, by ascending address
     */
    void seal(Function<List<Segment>, SegmentData> content);
  }
}

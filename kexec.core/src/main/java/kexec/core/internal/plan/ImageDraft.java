package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * The image of one plan under construction: allocates memory, keeps contents until every segment is
 * placed, then computes the digests. For a single use by one thread.
 */
final class ImageDraft implements ImageBuilder {

  private static final String CORE_HEADER = "ELF core header";

  private final Room room;
  private final Function<RangeSet<MachineAddress>, CoreHeader> headerMaker;
  private final Placer placer;
  private final List<Allocation> allocations = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable CoreHeader coreHeader;
  private @Nullable EntryState entry;
  private String commandLine;

  /**
   * Creates an empty image.
   *
   * @param room where segments may be placed, and how many
   * @param commandLine the requested command line
   * @param headerMaker creates the ELF core header for a dump without the given memory
   */
  ImageDraft(
      Room room, String commandLine, Function<RangeSet<MachineAddress>, CoreHeader> headerMaker) {
    this.room = room;
    this.commandLine = commandLine;
    this.headerMaker = headerMaker;
    this.placer = new Placer(room);
  }

  @Override
  public Place place(SegmentRequest request) {
    Allocation allocation = new Allocation(request, placer.place(request).orElse(request.within()));
    allocations.add(allocation);
    return allocation;
  }

  /** At the region's end, where no kernel grows over it. */
  @Override
  public Optional<Range<MachineAddress>> coreHeader(RangeSet<MachineAddress> borrowed) {
    if (room.slot() != Slot.CRASH) {
      return Optional.empty();
    }
    if (coreHeader != null) {
      throw new IllegalStateException("a second ELF core header");
    }
    CoreHeader header = headerMaker.apply(borrowed);
    coreHeader = header;
    if (!header.isRepresentable()) {
      add(
          Finding.error(
              "core-header-too-long",
              "%s processors and memory ranges, but an ELF core header has room for %s"
                  .formatted(header.count(), CoreHeader.PN_XNUM - 1),
              "Use a memory map with fewer ranges."));
    }
    Place place =
        place(
            new SegmentRequest(
                CORE_HEADER,
                SegmentRole.ELFCOREHDR,
                Math.max(header.size(), room.rules().coreHeaderRoom()),
                1,
                0,
                room.destinations(),
                Direction.HIGHEST,
                null,
                new SegmentRequest.Rule("the receiver moves nothing beyond", "")));
    place.fill(SegmentData.ofBytes(header.isRepresentable() ? header.bytes() : new byte[0]));
    return Optional.of(place.memory());
  }

  @Override
  public int segmentsLeft() {
    return Math.max(0, room.rules().maxSegments() - allocations.size());
  }

  @Override
  public void entry(EntryState state) {
    entry = state;
  }

  @Override
  public void commandLine(String line) {
    commandLine = line;
  }

  @Override
  public void add(Finding finding) {
    findings.add(finding);
  }

  /** {@return the protocol's findings, followed by what did not fit} */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>(findings);
    if (room.slot() == Slot.CRASH
        && coreHeader == null
        && findings.stream().noneMatch(Finding::isError)) {
      all.add(
          Finding.error(
              "core-header-missing",
              "the boot protocol does not tell the crash kernel where the ELF core header lies",
              "Report this: the boot protocol builds no crash images."));
    }
    // Without a crash region nothing fits, and a finding for each segment would hide the cause.
    if (room.slot() != Slot.CRASH || room.memory().crashRegion().isPresent()) {
      all.addAll(placer.findings());
    }
    return all;
  }

  /** {@return the final command line} */
  String commandLine() {
    return commandLine;
  }

  /**
   * {@return the entry state}
   *
   * @throws IllegalStateException if the protocol did not set it
   */
  EntryState entry() {
    if (entry == null) {
      throw new IllegalStateException("the boot protocol set no entry");
    }
    return entry;
  }

  /**
   * Computes the digests of all filled segments, one after the other: each uses all processors if
   * there is much to read. Then passes them to the sealed ones.
   *
   * @param progress told how much is digested of the filled segments: the sealed ones are small
   * @return the segments, in no order
   * @throws KexecException if a file was truncated meanwhile, or cannot be read to its end
   * @throws IllegalStateException if a segment has no content
   */
  List<Segment> segments(ProgressListener progress) throws KexecException {
    LongConsumer done = progress.begin("digesting the segments", filledBytes());
    List<Segment> segments = new ArrayList<>();
    List<Segment> digested = new ArrayList<>();
    for (Allocation allocation : allocations) {
      SegmentData data = allocation.data;
      if (data != null) {
        Segment segment = allocation.segment(data, done);
        segments.add(segment);
        if (!isRewritten(segment)) {
          digested.add(segment);
        }
      } else if (allocation.seal == null) {
        throw new IllegalStateException("the segment " + allocation.request.name() + " is empty");
      }
    }
    digested.sort(Comparator.comparing(Segment::memory));
    List<Segment> seen = List.copyOf(digested);
    for (Allocation allocation : allocations) {
      if (allocation.seal != null) {
        segments.add(allocation.segment(allocation.seal.apply(seen), bytes -> {}));
      }
    }
    return segments;
  }

  private long filledBytes() {
    return allocations.stream()
        .map(allocation -> allocation.data)
        .filter(Objects::nonNull)
        .mapToLong(SegmentData::size)
        .sum();
  }

  /**
   * {@return whether the receiver changes a segment while it is loaded, so that nobody can check
   * it}
   */
  private boolean isRewritten(Segment segment) {
    return segment.role() == SegmentRole.ELFCOREHDR && room.rules().coreHeaderRoom() > 0;
  }

  private static final class Allocation implements Place {

    private final SegmentRequest request;
    private final Range<MachineAddress> memory;
    private @Nullable SegmentData data;
    private @Nullable Function<List<Segment>, SegmentData> seal;

    private Allocation(SegmentRequest request, Range<MachineAddress> memory) {
      this.request = request;
      this.memory = memory;
    }

    @Override
    public Range<MachineAddress> memory() {
      return memory;
    }

    @Override
    public void fill(SegmentData content) {
      requireEmpty();
      data = content;
    }

    @Override
    public void seal(Function<List<Segment>, SegmentData> content) {
      requireEmpty();
      seal = content;
    }

    private void requireEmpty() {
      if (data != null || seal != null) {
        throw new IllegalStateException("the segment " + request.name() + " has content already");
      }
    }

    private Segment segment(SegmentData content, LongConsumer done) throws KexecException {
      return new Segment(request.role(), memory, content, content.digest(done));
    }
  }
}

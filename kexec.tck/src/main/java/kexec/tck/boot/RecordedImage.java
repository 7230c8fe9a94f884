package kexec.tck.boot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import org.jspecify.annotations.Nullable;

/**
 * An image with segment places chosen by a test, which records everything that a boot protocol
 * sets. For use by one thread.
 */
public final class RecordedImage implements ImageBuilder {

  private final Function<SegmentRequest, Range<MachineAddress>> placer;
  private final Optional<Range<MachineAddress>> coreHeader;
  private final int mostSegments;
  private final Map<String, Recorded> segments = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private RangeSet<MachineAddress> borrowed = RangeSet.empty();
  private @Nullable EntryState entry;
  private @Nullable String commandLine;

  /**
   * Creates an empty image.
   *
   * @param mostSegments how many segments the receiver accepts
   * @param coreHeader place of the ELF core header; empty for a default image
   * @param placer chooses the place of each segment
   */
  public RecordedImage(
      int mostSegments,
      Optional<Range<MachineAddress>> coreHeader,
      Function<SegmentRequest, Range<MachineAddress>> placer) {
    this.mostSegments = mostSegments;
    this.coreHeader = coreHeader;
    this.placer = placer;
  }

  private static final class Recorded implements Place {

    private final SegmentRequest request;
    private final Range<MachineAddress> memory;
    private @Nullable SegmentData data;
    private @Nullable Function<List<Segment>, SegmentData> seal;

    private Recorded(SegmentRequest request, Range<MachineAddress> memory) {
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
        throw new AssertionError(request.name() + " is filled twice");
      }
    }
  }

  @Override
  public Place place(SegmentRequest request) {
    Recorded place = new Recorded(request, placer.apply(request));
    if (segments.put(request.name(), place) != null) {
      throw new AssertionError("two segments are named " + request.name());
    }
    return place;
  }

  @Override
  public Optional<Range<MachineAddress>> coreHeader(RangeSet<MachineAddress> taken) {
    if (!segments.isEmpty()) {
      throw new AssertionError("the core header comes after a segment");
    }
    borrowed = taken;
    return coreHeader;
  }

  @Override
  public int segmentsLeft() {
    return Math.max(0, mostSegments - coreHeader.map(header -> 1).orElse(0) - segments.size());
  }

  @Override
  public void entry(EntryState state) {
    if (entry != null) {
      throw new AssertionError("a second entry");
    }
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

  /** {@return the place of the ELF core header; empty for a default image} */
  public Optional<Range<MachineAddress>> coreHeader() {
    return coreHeader;
  }

  /** {@return the requests in their order} */
  public List<SegmentRequest> requests() {
    return segments.values().stream().map(segment -> segment.request).toList();
  }

  /**
   * {@return the request for a segment}
   *
   * @param name the segment's name
   */
  public SegmentRequest request(String name) {
    return segment(name).request;
  }

  /**
   * {@return the memory of a segment}
   *
   * @param name the segment's name
   */
  public Range<MachineAddress> memory(String name) {
    return segment(name).memory;
  }

  private Recorded segment(String name) {
    return Objects.requireNonNull(segments.get(name), name);
  }

  /** {@return the segments' names, in the order of placement} */
  public List<String> names() {
    return List.copyOf(segments.keySet());
  }

  /**
   * {@return the content of a segment}
   *
   * @param name the segment's name
   * @throws AssertionError if it was not filled
   */
  public SegmentData data(String name) {
    SegmentData data = segment(name).data;
    if (data == null) {
      throw new AssertionError(name + " was not filled");
    }
    return data;
  }

  /**
   * {@return a copy of the bytes of a filled segment}
   *
   * @param name the segment's name
   * @throws BadFileException if a file cannot be read
   */
  public byte[] bytes(String name) throws BadFileException {
    return SegmentBytes.of(data(name));
  }

  /**
   * {@return a copy of the bytes of a sealed segment}
   *
   * @param name the segment's name
   * @param digested the segments whose digests it gets
   * @throws BadFileException if a file cannot be read
   */
  public byte[] sealed(String name, List<Segment> digested) throws BadFileException {
    return SegmentBytes.of(Objects.requireNonNull(segment(name).seal, name).apply(digested));
  }

  /**
   * {@return all contents by segment name; sealed segments get the digests of the filled ones}
   *
   * @throws BadFileException if a file cannot be read
   * @throws AssertionError if a segment was neither filled nor sealed
   */
  public Map<String, byte[]> contents() throws BadFileException {
    List<Segment> digested = digested();
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (String name : names()) {
      contents.put(name, segment(name).seal == null ? bytes(name) : sealed(name, digested));
    }
    return contents;
  }

  /**
   * {@return the filled segments with their digests, by ascending address}
   *
   * @throws BadFileException if a file cannot be read
   */
  public List<Segment> digested() throws BadFileException {
    List<Segment> digested = new ArrayList<>();
    for (Recorded segment : segments.values()) {
      SegmentData data = segment.data;
      if (data != null) {
        digested.add(
            new Segment(
                segment.request.role(),
                segment.memory,
                data,
                SegmentBytes.digest(SegmentBytes.of(data))));
      }
    }
    digested.sort(Comparator.comparing(Segment::memory));
    return List.copyOf(digested);
  }

  /** {@return the memory that the crash kernel uses outside its region} */
  public RangeSet<MachineAddress> borrowed() {
    return borrowed;
  }

  /** {@return the entry state} */
  public EntryState entry() {
    return Objects.requireNonNull(entry, "no entry");
  }

  /** {@return the final command line, as set by the protocol} */
  public String commandLine() {
    return Objects.requireNonNull(commandLine, "no command line");
  }

  /** {@return the protocol's findings in their order} */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }
}

package kexec.xen.internal.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kexec.xen.internal.hypercall.XenSegment;

/**
 * An image as the hypervisor stores it (Xen, xen/common/kimage.c): a list of entries that refer to
 * its own pages, which are moved at the jump.
 */
final class ModelImage {

  private static final int PAGE = 4096;

  /** One entry: a page for a destination, or zeros for it. */
  private record Entry(long destination, long source) {}

  private static final long ZEROS = -1;

  private final int arch;
  private final long entry;
  private final List<XenSegment> segments;
  private final ModelFrames frames;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Long, Integer> byDestination = new HashMap<>();
  private final Map<Long, byte[]> pages = new HashMap<>();
  private final Set<Long> waiting = new HashSet<>();
  private boolean corrupted;
  private boolean freed;

  ModelImage(int arch, long entry, List<XenSegment> segments, ModelFrames frames) {
    this.arch = arch;
    this.entry = entry;
    this.segments = segments;
    this.frames = frames;
  }

  int arch() {
    return arch;
  }

  long entry() {
    return entry;
  }

  /** Returns whether the hypervisor itself damaged it. */
  boolean isCorrupted() {
    return corrupted;
  }

  boolean isDestination(long frame) {
    long address = frame * PAGE;
    return segments.stream()
        .anyMatch(
            s ->
                address + PAGE > s.destMaddr().value()
                    && address < s.destMaddr().value() + s.destSize());
  }

  /** Adds a page at the location determined by the allocator and the image's own destinations. */
  void add(long destination, ByteBuffer content) throws ModelFault {
    long source = allocate(destination);
    byte[] page = new byte[PAGE];
    content.get(page, 0, Math.min(PAGE, content.remaining()));
    pages.put(source, page);
    byDestination.put(destination, entries.size());
    entries.add(new Entry(destination, source));
  }

  void addZeros(long destination) {
    entries.add(new Entry(destination, ZEROS));
  }

  private long allocate(long destination) throws ModelFault {
    if (waiting.remove(destination)) {
      return destination;
    }
    while (true) {
      long frame = frames.take();
      if (frame == destination || !isDestination(frame)) {
        return frame;
      }
      Integer owner = byDestination.get(frame);
      if (owner == null) {
        waiting.add(frame);
        continue;
      }
      // Models a bug of the hypervisor: the changed entry gets the address 0.
      Entry old = entries.get(owner);
      corrupted = true;
      entries.set(owner, new Entry(old.destination(), 0));
      return old.source();
    }
  }

  void requireControlPage() throws ModelFault {
    List<Long> unusable = new ArrayList<>();
    long frame = frames.take();
    while (isDestination(frame)) {
      unusable.add(frame);
      frame = frames.take();
    }
    unusable.forEach(frames::giveBack);
    waiting.add(frame);
  }

  /** Moves the pages, as the jump does. */
  void move(Map<Long, byte[]> memory) {
    for (Entry each : entries) {
      byte[] page = each.source() == ZEROS ? new byte[PAGE] : pages.get(each.source());
      memory.put(each.destination(), page == null ? new byte[PAGE] : page.clone());
    }
  }

  /** The crash of a hypervisor that frees pages twice. */
  void free() {
    if (freed && !pages.isEmpty()) {
      throw new IllegalStateException("panic: pages that are free already are freed");
    }
    freed = true;
    pages.keySet().forEach(frames::giveBack);
    waiting.forEach(frames::giveBack);
  }
}

package kexec.x86.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kexec.api.boot.BootRequest;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Direction;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/**
 * The modules of a Multiboot kernel: those that were named, and behind them the initial RAM disk.
 *
 * @param segments the modules of each segment, in order; more than one where the receiver takes no
 *     more segments
 */
record MultibootModules(List<List<Item>> segments) {

  /**
   * Every receiver takes 15 segments; the others are the kernel, its boot information, the stub and
   * the check before it. Modules that share a segment have to fit into one hole, so it should
   * happen rarely.
   */
  static final int MOST_SEGMENTS = 11;

  /**
   * A module.
   *
   * @param text its file's name and its command line
   * @param data its content
   */
  record Item(String text, SegmentData data) {}

  /** Copies that nobody can change. */
  MultibootModules {
    segments = segments.stream().map(List::copyOf).toList();
  }

  /** Takes what was asked for. */
  static MultibootModules of(BootRequest request) {
    List<Item> items = new ArrayList<>();
    for (BootRequest.Module module : request.modules()) {
      items.add(
          new Item(MultibootText.of(module.file(), module.commandLine()), module.file().data()));
    }
    if (!request.initrds().isEmpty()) {
      items.add(
          new Item(MultibootText.of(request.initrds().get(0), ""), Initrd.data(request.initrds())));
    }
    return new MultibootModules(joined(items));
  }

  private static List<List<Item>> joined(List<Item> items) {
    int segments = Math.min(items.size(), MOST_SEGMENTS);
    List<List<Item>> joined = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      // No product here is near 2 to the 31st, because no command line is that long.
      int from = items.size() * i / segments;
      joined.add(items.subList(from, items.size() * (i + 1) / segments));
    }
    return joined;
  }

  /** Returns the name of a segment. */
  static String name(int index) {
    return SegmentRole.MODULE.label() + "-" + (index + 1);
  }

  /** Returns the places that are wanted: as low as the first megabyte lets them. */
  List<SegmentRequest> requests() {
    List<SegmentRequest> requests = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      requests.add(
          new SegmentRequest(
              name(i),
              SegmentRole.MODULE,
              data(i).size(),
              LinuxKernel.PAGE,
              Range.machine(LinuxKernel.LOW_MEMORY_END, LinuxKernel.FOUR_GIB),
              Direction.LOWEST,
              null,
              new SegmentRequest.Rule(
                  "Multiboot knows no memory above 4 GiB", "use smaller modules")));
    }
    return requests;
  }

  /** Returns the content of a segment: each module from a page on. */
  SegmentData data(int index) {
    List<SegmentData> pieces = new ArrayList<>();
    long at = 0;
    for (Item item : segments.get(index)) {
      pieces.add(SegmentData.zeros(Align.up(at, LinuxKernel.PAGE) - at));
      pieces.add(item.data());
      at = Align.up(at, LinuxKernel.PAGE) + item.data().size();
    }
    return SegmentData.concat(pieces);
  }

  /**
   * Returns where each module lies.
   *
   * @param places the segments' places by their names
   */
  List<MultibootTold.Module> told(Function<String, Long> places) {
    List<MultibootTold.Module> told = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      long at = places.apply(name(i));
      for (Item item : segments.get(i)) {
        long start = Align.up(at, LinuxKernel.PAGE);
        at = start + item.data().size();
        told.add(new MultibootTold.Module(start, at, item.text()));
      }
    }
    return told;
  }
}

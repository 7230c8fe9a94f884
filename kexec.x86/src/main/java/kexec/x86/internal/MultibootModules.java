package kexec.x86.internal;

import java.util.ArrayList;
import java.util.List;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.Align;
import kexec.base.kernel.RamDisk;

/**
 * The modules of a Multiboot kernel: the named ones, followed by the initial RAM disk. Each has its
 * own segment unless the receiver supports fewer; then neighbours share one, and each begins at a
 * page boundary in it.
 */
final class MultibootModules {

  /** The boot information, the stub and the check that runs before it. */
  private static final int OTHER_SEGMENTS = 3;

  private static final SegmentRequest.Rule RULE =
      new SegmentRequest.Rule("Multiboot knows no memory above 4 GiB", "use smaller modules");

  private record Item(String text, SegmentData data) {}

  private MultibootModules() {}

  /** Places all modules and returns their places, in their order. */
  static List<MultibootTold.Module> place(BootRequest request, ImageBuilder image) {
    List<Item> items = items(request);
    int segments = Math.min(items.size(), Math.max(1, image.segmentsLeft() - OTHER_SEGMENTS));
    List<MultibootTold.Module> told = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      // No product here comes near 2 to the 31st, because no command line is that long.
      int from = items.size() * i / segments;
      List<Item> shared = items.subList(from, items.size() * (i + 1) / segments);
      told.addAll(place(shared, SegmentRole.MODULE.label() + "-" + (i + 1), image));
    }
    return told;
  }

  private static List<Item> items(BootRequest request) {
    List<Item> items = new ArrayList<>();
    for (BootRequest.Module module : request.modules()) {
      items.add(
          new Item(MultibootText.of(module.file(), module.commandLine()), module.file().data()));
    }
    if (!request.initrds().isEmpty()) {
      items.add(
          new Item(
              MultibootText.of(request.initrds().get(0), ""), RamDisk.joined(request.initrds())));
    }
    return items;
  }

  /** Places the modules of one segment, as low as possible above the first megabyte. */
  private static List<MultibootTold.Module> place(
      List<Item> items, String name, ImageBuilder image) {
    List<SegmentData> pieces = new ArrayList<>();
    long size = 0;
    for (Item item : items) {
      pieces.add(SegmentData.zeros(Align.up(size, LinuxKernel.PAGE) - size));
      pieces.add(item.data());
      size = Align.up(size, LinuxKernel.PAGE) + item.data().size();
    }
    ImageBuilder.Place place =
        image.place(
            new SegmentRequest(
                    SegmentRole.MODULE,
                    size,
                    Range.machine(LinuxKernel.LOW_MEMORY_END, LinuxKernel.FOUR_GIB),
                    RULE)
                .named(name));
    place.fill(SegmentData.concat(pieces));
    List<MultibootTold.Module> told = new ArrayList<>();
    long end = place.start().value();
    for (Item item : items) {
      long start = Align.up(end, LinuxKernel.PAGE);
      end = start + item.data().size();
      told.add(new MultibootTold.Module(start, end, item.text()));
    }
    return told;
  }
}

package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.n;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.RangeSet;
import kexec.picture.internal.layout.Band;
import kexec.picture.internal.layout.Scale;

/** Draws a part of the memory with what is in it, to scale. */
final class Strip {

  /** The height of a strip. */
  static final double HEIGHT = 36;

  private final Canvas canvas;
  private final List<Item> items;
  private final RangeSet<MachineAddress> ram;
  private final RangeSet<MachineAddress> held;
  private final RangeSet<MachineAddress> others;

  Strip(Canvas canvas, List<Item> items, MemoryMap memory) {
    this.canvas = canvas;
    this.items = items;
    this.ram = memory.ram();
    this.held = memory.held();
    this.others =
        RangeSet.of(memory.regions().stream().map(MemoryRegion::range).toList()).subtract(ram);
  }

  void draw(Scale scale, double y) {
    for (Band band : Band.of(others, scale)) {
      band(band, y, "jp-other");
      pattern(band, y, "hatch");
    }
    Band.of(ram, scale).forEach(band -> band(band, y, "jp-ram"));
    Band.of(held, scale).forEach(band -> pattern(band, y, "held"));
    for (Item item : items) {
      if (item.memory().overlaps(scale.window())) {
        segment(item, scale, y);
      }
    }
    canvas.rect(scale.left(), y, scale.width(), HEIGHT, "jp-g");
  }

  private void band(Band band, double y, String css) {
    canvas.rect(band.from(), y, band.to() - band.from(), HEIGHT, css);
  }

  private void pattern(Band band, double y, String id) {
    canvas.patterned(band.from(), y, band.to() - band.from(), HEIGHT, id);
  }

  private void segment(Item item, Scale scale, double y) {
    Band all = Band.of(item.memory(), scale);
    String css = Style.of(item.role());
    // What is filled with zeros is paler than what has content.
    band(all, y, "jp-0");
    canvas.titled(all.from(), y, all.to() - all.from(), HEIGHT, css + " jp-zero", item.words());
    if (item.contentRange().overlaps(scale.window())) {
      Band content = Band.of(item.contentRange(), scale);
      double width = content.to() - content.from();
      canvas.titled(content.from(), y, width, HEIGHT, css + " jp-content", item.words());
    }
    if (all.to() - all.from() > 3) {
      String line = " " + n(y) + "v" + n(HEIGHT);
      canvas.path("jp-i", "M" + n(all.from()) + line + "M" + n(all.to()) + line);
    }
  }
}

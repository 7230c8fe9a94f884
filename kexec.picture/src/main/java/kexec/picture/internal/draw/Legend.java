package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.MARGIN;
import static kexec.picture.internal.draw.Canvas.RIGHT;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.plan.SegmentRole;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Face;

/** What the colours mean: chips with words side by side, in as many lines as they need. */
final class Legend {

  private static final double CHIP = 12;
  private static final double LINE = 20;
  private static final int MOST_TYPES = 6;

  private final Canvas canvas;
  private double x = MARGIN;
  private double y;

  Legend(Canvas canvas, double top) {
    this.canvas = canvas;
    this.y = top;
  }

  void items(List<Item> items) {
    Set<SegmentRole> roles = EnumSet.noneOf(SegmentRole.class);
    items.forEach(item -> roles.add(item.role()));
    roles.forEach(role -> chip(Style.of(role), role.label()));
    if (items.stream().anyMatch(item -> !item.contentRange().equals(item.memory()))) {
      chip("jp-n jp-zero", "paler: zeros");
    }
  }

  void memory(MemoryMap map) {
    if (!map.ram().isEmpty()) {
      chip("jp-ram", "RAM");
    }
    if (!map.held().isEmpty()) {
      patterned("jp-ram", "held", "RAM in use");
    }
    String others =
        map.regions().stream()
            .map(region -> region.type())
            .filter(type -> !type.equals(MemoryType.RAM))
            .distinct()
            .limit(MOST_TYPES)
            .map(MemoryType::label)
            .collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      patterned("jp-other", "hatch", others);
    }
  }

  void chip(String css, String words) {
    breakBefore(words);
    canvas.rect(x, y, CHIP, CHIP, css);
    name(words);
  }

  private void patterned(String css, String pattern, String words) {
    breakBefore(words);
    canvas.rect(x, y, CHIP, CHIP, css);
    canvas.patterned(x, y, CHIP, CHIP, pattern);
    name(words);
  }

  private static double width(String words) {
    return CHIP + 6 + Face.SMALL.width(words);
  }

  private void breakBefore(String words) {
    if (x + width(words) > RIGHT && x > MARGIN) {
      x = MARGIN;
      y += LINE;
    }
  }

  private void name(String words) {
    canvas.text(x + CHIP + 6, y + 10, Anchor.START, Face.SMALL, words);
    x += width(words) + 10;
  }

  double end() {
    return y + LINE;
  }
}

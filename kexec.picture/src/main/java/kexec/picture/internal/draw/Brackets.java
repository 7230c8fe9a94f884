package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.n;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.text.Size;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Band;
import kexec.picture.internal.layout.Face;
import kexec.picture.internal.layout.Scale;
import kexec.picture.internal.layout.Spread;

/** Brackets that tell what memory is reserved for a crash kernel. */
final class Brackets {

  /** The height of a row of brackets with names. */
  static final double HEIGHT = 20;

  private static final double GAP = 10;

  private final Canvas canvas;
  private final List<Bracket> all = new ArrayList<>();

  private record Bracket(String name, Range<MachineAddress> range) {

    private String words() {
      return name + ", " + Size.human(range.size());
    }

    private Spread.Label label(Scale scale) {
      Band band = Band.of(range, scale);
      return new Spread.Label((band.from() + band.to()) / 2, Face.SMALL.width(words()));
    }
  }

  Brackets(Canvas canvas, MemoryMap memory) {
    this.canvas = canvas;
    memory.crashLow().ifPresent(low -> all.add(new Bracket("low crash memory", low)));
    memory.crashRegion().ifPresent(region -> all.add(new Bracket("crash region", region)));
    memory.crashCma().ranges().forEach(cma -> all.add(new Bracket("crash CMA", cma)));
  }

  /** {@return whether a view has any} */
  boolean areIn(Scale scale) {
    return all.stream().anyMatch(one -> one.range.overlaps(scale.window()));
  }

  /** Draws the brackets of a view; of those that cannot be told apart, one. */
  void draw(Scale scale, double y, boolean upwards) {
    double drawn = -1;
    for (Bracket bracket : all) {
      if (bracket.range.overlaps(scale.window())) {
        Band band = Band.of(bracket.range, scale);
        if (Math.abs(band.to() - drawn) > 1) {
          drawn = band.to();
          String shape = upwards ? "M%s %sv-3H%sv3" : "M%s %sv3H%sv-3";
          canvas.path("jp-k", shape.formatted(n(band.from()), n(y), n(band.to())));
        }
      }
    }
  }

  /** Names the brackets of a view, as many as there is room for. */
  void name(Scale scale, double y) {
    List<Bracket> named = new ArrayList<>();
    for (Bracket bracket : all) {
      if (bracket.range.overlaps(scale.window()) && named.size() < 8) {
        named.add(bracket);
        named.sort((a, b) -> a.range.compareTo(b.range));
        if (places(named, scale).isEmpty()) {
          named.remove(bracket);
        }
      }
    }
    List<Double> places = places(named, scale).orElseThrow();
    for (int i = 0; i < named.size(); i++) {
      canvas.text(places.get(i), y + 16, Anchor.MIDDLE, "jp-s jp-c jp-o", named.get(i).words());
    }
  }

  private static Optional<List<Double>> places(List<Bracket> brackets, Scale scale) {
    List<Spread.Label> labels = brackets.stream().map(one -> one.label(scale)).toList();
    return Spread.of(labels, scale.left(), scale.left() + scale.width(), GAP);
  }
}

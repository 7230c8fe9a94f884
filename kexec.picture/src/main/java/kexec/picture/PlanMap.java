package kexec.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.Size;
import kexec.picture.internal.layout.Band;
import kexec.picture.internal.layout.Extent;
import kexec.picture.internal.layout.Scale;
import kexec.picture.internal.layout.View;
import kexec.picture.internal.layout.Views;

/**
 * Draws the memory of a plan with characters, for a terminal: to scale as in {@link PlanPicture},
 * with a line for each part that is enlarged. All methods are pure functions.
 */
public final class PlanMap {

  /** The fewest columns of a map. */
  public static final int LEAST_COLUMNS = 40;

  /** The most columns of a map. */
  public static final int MOST_COLUMNS = 400;

  /** The digits and letters that number segments; the others share the sign for several ones. */
  private static final String NUMBERS = "123456789abcdefghijklmnopqrstuvwxyz";

  /** So wide is a column for the layout, whose lengths are in pixels. */
  private static final double COLUMN = 8;

  private static final char MORE = '+';

  private final Plan plan;
  private final int columns;
  private final Signs signs;
  private final List<List<Span>> lines = new ArrayList<>();

  /**
   * A part of a line.
   *
   * @param text printable
   * @param role the role of the segment that it shows; empty if it shows none
   */
  public record Span(String text, Optional<SegmentRole> role) {}

  /** The characters for memory without a segment. */
  private record Signs(char ram, char other, char crash, String dash) {

    static final Signs UNICODE = new Signs('░', '▒', '═', "–");
    static final Signs ASCII = new Signs('.', '#', '=', "-");
  }

  /** A column of a strip; the index of its segment is -1 if it has none. */
  private record Cell(char sign, int segment) {}

  private PlanMap(Plan plan, int columns, Signs signs) {
    this.plan = plan;
    this.columns = columns;
    this.signs = signs;
  }

  /**
   * {@return the lines of a map}
   *
   * @param plan the plan
   * @param columns the columns of the terminal; from {@link #LEAST_COLUMNS} to {@link
   *     #MOST_COLUMNS}, or the nearest of both is taken
   * @param unicode whether the terminal shows Unicode; otherwise only ASCII is used
   */
  public static List<List<Span>> lines(Plan plan, int columns, boolean unicode) {
    int wide = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns));
    PlanMap map = new PlanMap(plan, wide - 2, unicode ? Signs.UNICODE : Signs.ASCII);
    map.draw();
    return map.lines;
  }

  private void draw() {
    List<Range<MachineAddress>> items = plan.segments().stream().map(Segment::memory).toList();
    Optional<Range<MachineAddress>> everything = Extent.of(plan.memory(), items);
    if (everything.isEmpty()) {
      line("no memory is known, and there is no segment");
      return;
    }
    Optional<Range<MachineAddress>> focus =
        plan.slot() == Slot.CRASH ? plan.memory().crashRegion() : Optional.empty();
    List<List<View>> levels = Views.stacked(items, everything.get(), focus, columns * COLUMN);
    for (List<View> level : levels) {
      for (View view : level) {
        view(view, level != levels.get(0));
      }
    }
    legend();
    segments();
  }

  private void view(View view, boolean enlarged) {
    Range<MachineAddress> window = view.scale().window();
    if (enlarged) {
      line("");
      line("enlarged: " + numbers(view));
    }
    String start = window.start().toString();
    String end = window.end().toString();
    String gap = " ".repeat(Math.max(1, columns - start.length() - end.length()));
    line(start + gap + end);
    lines.add(spans(cells(view)));
  }

  private String numbers(View view) {
    int first = view.marks().get(0).first() + 1;
    int last = view.marks().get(view.marks().size() - 1).last() + 1;
    return first == last ? "" + first : first + signs.dash + last;
  }

  private Cell[] cells(View view) {
    Scale scale = view.scale();
    Cell[] cells = new Cell[columns];
    Arrays.fill(cells, new Cell(' ', -1));
    RangeSet<MachineAddress> mapped =
        RangeSet.of(plan.memory().regions().stream().map(region -> region.range()).toList());
    fill(cells, mapped.subtract(plan.memory().ram()), scale, signs.other);
    fill(cells, plan.memory().ram(), scale, signs.ram);
    fill(cells, plan.memory().crashReserve().union(plan.memory().crashCma()), scale, signs.crash);
    for (int i = 0; i < plan.segments().size(); i++) {
      Range<MachineAddress> memory = plan.segments().get(i).memory();
      if (memory.overlaps(scale.window())) {
        segment(cells, Band.of(memory, scale), i);
      }
    }
    return cells;
  }

  private void fill(Cell[] cells, RangeSet<MachineAddress> set, Scale scale, char sign) {
    for (Band band : Band.of(set, scale)) {
      for (int i = first(band); i <= last(band, cells); i++) {
        boolean mostly = band.from() <= (i + 0.5) * COLUMN && band.to() >= (i + 0.5) * COLUMN;
        if (mostly || cells[i].sign == ' ') {
          cells[i] = new Cell(sign, -1);
        }
      }
    }
  }

  private void segment(Cell[] cells, Band band, int index) {
    for (int i = first(band); i <= last(band, cells); i++) {
      boolean free = cells[i].segment < 0 && index < NUMBERS.length();
      cells[i] = new Cell(free ? NUMBERS.charAt(index) : MORE, index);
    }
  }

  private static int first(Band band) {
    return (int) (band.from() / COLUMN);
  }

  private static int last(Band band, Cell[] cells) {
    return Math.min(cells.length, (int) Math.ceil(band.to() / COLUMN)) - 1;
  }

  private List<Span> spans(Cell[] cells) {
    List<Span> spans = new ArrayList<>();
    spans.add(new Span("  ", Optional.empty()));
    int from = 0;
    for (int i = 1; i <= cells.length; i++) {
      if (i == cells.length || !cells[i].equals(cells[from])) {
        boolean single = cells[from].segment >= 0 && cells[from].sign != MORE;
        spans.add(
            new Span(
                String.valueOf(cells[from].sign).repeat(i - from),
                single
                    ? Optional.of(plan.segments().get(cells[from].segment).role())
                    : Optional.empty()));
        from = i;
      }
    }
    return spans;
  }

  private void legend() {
    List<String> words = new ArrayList<>();
    words.add(signs.ram + " RAM");
    if (plan.memory().regions().size() > plan.memory().ram().ranges().size()) {
      words.add(signs.other + " other memory");
    }
    if (!plan.memory().crashReserve().isEmpty() || !plan.memory().crashCma().isEmpty()) {
      words.add(signs.crash + " crash memory");
    }
    if (plan.segments().size() > 1) {
      words.add(MORE + " several segments");
    }
    line("");
    line(String.join("  ", words));
  }

  private void segments() {
    int wide =
        plan.segments().stream().mapToInt(each -> each.role().label().length()).max().orElse(0);
    int most = plan.segments().stream().mapToInt(each -> range(each).length()).max().orElse(0);
    for (int i = 0; i < plan.segments().size(); i++) {
      Segment segment = plan.segments().get(i);
      String number = i < NUMBERS.length() ? "" + NUMBERS.charAt(i) : "" + MORE;
      lines.add(
          List.of(
              new Span("  ", Optional.empty()),
              new Span(number, Optional.of(segment.role())),
              new Span(
                  "  %s  %s  %s"
                      .formatted(
                          pad(segment.role().label(), wide),
                          pad(range(segment), most),
                          Size.human(segment.memory().size())),
                  Optional.empty())));
    }
  }

  private static String range(Segment segment) {
    return segment.memory().toString();
  }

  private static String pad(String words, int width) {
    return words + " ".repeat(width - words.length());
  }

  private void line(String words) {
    lines.add(List.of(new Span(words.isEmpty() ? "" : "  " + words, Optional.empty())));
  }
}

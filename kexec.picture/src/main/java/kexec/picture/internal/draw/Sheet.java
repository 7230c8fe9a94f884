package kexec.picture.internal.draw;

import static kexec.picture.internal.draw.Canvas.MARGIN;
import static kexec.picture.internal.draw.Canvas.RIGHT;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.api.plan.EntryState;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import kexec.picture.internal.draw.Canvas.Anchor;
import kexec.picture.internal.layout.Face;

/** A whole plan as one SVG document: the figure, and what a plan tells in words. */
public final class Sheet {

  private static final int MOST_SEGMENTS = 64;
  private static final int MOST_FINDINGS = 32;
  private static final double LINE = 17;
  private static final double PART = 20;

  private final Plan plan;
  private final Canvas canvas;
  private double y = 34;

  private Sheet(Plan plan, Canvas canvas) {
    this.plan = plan;
    this.canvas = canvas;
  }

  /**
   * {@return a plan as an SVG document}
   *
   * @param plan the plan
   */
  public static String of(Plan plan) {
    Markup body = new Markup();
    Sheet sheet = new Sheet(plan, new Canvas(body, "jp-"));
    sheet.draw();
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + SvgRoot.around(
            body, sheet.y + 8, "jp-", PlanFigure.title(plan), PlanFigure.description(plan));
  }

  private void draw() {
    head();
    y = PlanFigure.draw(plan, canvas, y + 6) + 12;
    segments();
    plan.entry().ifPresent(this::registers);
    part("command line");
    wrapped(plan.commandLine().isEmpty() ? "(empty)" : plan.commandLine(), Face.MONO, MARGIN);
    findings();
  }

  private void head() {
    canvas.text(MARGIN, y, Anchor.START, Face.HEADING, PlanFigure.title(plan));
    boolean good = plan.isLoadable();
    canvas.text(
        RIGHT,
        y,
        Anchor.END,
        "jp-p " + (good ? "jp-info" : "jp-error"),
        good ? "loadable" : "not loadable");
    y += 24;
    wrapped(FileName.of(plan.kernelPath()), Face.MONO, MARGIN);
    wrapped(kernel(plan), Face.TEXT, MARGIN);
    wrapped(machine(plan), Face.TEXT, MARGIN);
  }

  /** {@return what the kernel is, one line} */
  public static String kernel(Plan plan) {
    String version = plan.kernel().version().map(words -> ", " + words).orElse("");
    String wrappers =
        plan.kernel().wrappers().isEmpty()
            ? ""
            : ", taken out of " + String.join(", ", plan.kernel().wrappers());
    return "%s, %s%s%s"
        .formatted(plan.kernel().format(), Size.human(plan.kernelBytes()), version, wrappers);
  }

  /** {@return what the plan is for, one line} */
  public static String machine(Plan plan) {
    return "%s · machine: %s · firmware: %s · handed over as %s · entry check: %s"
        .formatted(
            plan.kernel().architecture().label(),
            plan.machine().orElse("none named"),
            plan.firmware(),
            plan.methods().stream().map(LoadMethod::label).collect(Collectors.joining(", else ")),
            plan.entryCheck().label());
  }

  private void part(String name) {
    y += PART;
    canvas.path("jp-x", "M%s %sH%s".formatted(Canvas.n(MARGIN), Canvas.n(y - 18), Canvas.n(RIGHT)));
    canvas.text(MARGIN, y, Anchor.START, Face.PART, name);
    y += LINE + 2;
  }

  private void wrapped(String words, Face face, double x) {
    wrapped(words, face, face.css(), x);
  }

  private void wrapped(String words, Face face, String css, double x) {
    for (String line : Text.lines(words, face, RIGHT - x)) {
      canvas.text(x, y, Anchor.START, css, line);
      y += LINE;
    }
  }

  private void segments() {
    List<Item> items = PlanFigure.items(plan);
    part("segments");
    double[] columns = {MARGIN, MARGIN + 32, MARGIN + 130, MARGIN + 640, RIGHT};
    String[] heads = {"", "role", "memory", "size", "content"};
    for (int i = 1; i < heads.length; i++) {
      canvas.text(columns[i], y, i > 2 ? Anchor.END : Anchor.START, "jp-s jp-q", heads[i]);
    }
    y += LINE;
    for (Item item : items.subList(0, Math.min(MOST_SEGMENTS, items.size()))) {
      canvas.badge(columns[0], y - 12, 24, item.number(), item.role());
      canvas.text(columns[1], y, Anchor.START, Face.TEXT, item.role().label());
      canvas.text(columns[2], y, Anchor.START, Face.MONO, item.memory().toString());
      canvas.text(columns[3], y, Anchor.END, Face.MONO, Size.human(item.memory().size()));
      canvas.text(columns[4], y, Anchor.END, Face.MONO, Size.both(item.content()));
      y += LINE + 2;
    }
    more(plan.segments().size() - MOST_SEGMENTS, "segments");
  }

  private void more(int count, String what) {
    if (count > 0) {
      canvas.text(MARGIN, y, Anchor.START, "jp-s jp-q", "and %s more %s".formatted(count, what));
      y += LINE;
    }
  }

  private void registers(EntryState entry) {
    part("registers at the kernel's entry");
    String registers =
        entry.registers().entrySet().stream()
            .map(each -> each.getKey() + "=0x" + Long.toHexString(each.getValue()))
            .collect(Collectors.joining("  "));
    wrapped(registers.isEmpty() ? "(none defined)" : registers, Face.MONO, MARGIN);
  }

  private void findings() {
    List<Finding> findings = plan.findings();
    if (findings.isEmpty()) {
      return;
    }
    part("findings");
    for (Finding finding : findings.subList(0, Math.min(MOST_FINDINGS, findings.size()))) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      canvas.text(MARGIN, y, Anchor.START, "jp-p jp-" + severity, severity);
      wrapped("%s (%s)".formatted(finding.message(), finding.code()), Face.TEXT, MARGIN + 80);
      if (!finding.cure().isEmpty()) {
        wrapped(finding.cure(), Face.TEXT, "jp-t jp-q", MARGIN + 80);
      }
      y += 4;
    }
    more(findings.size() - MOST_FINDINGS, "findings");
  }
}

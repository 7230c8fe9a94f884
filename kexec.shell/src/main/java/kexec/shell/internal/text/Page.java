package kexec.shell.internal.text;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.plan.SegmentRole;
import kexec.api.text.Printable;
import kexec.picture.PlanMap;
import kexec.shell.internal.result.Labels;

/** A text built line by line: headings, facts, tables, findings. */
public final class Page {

  private static final int LABEL = 14;

  private final boolean colours;
  private final StringBuilder text = new StringBuilder();

  /**
   * Creates an empty page.
   *
   * @param colours whether headings and severities are coloured
   */
  public Page(boolean colours) {
    this.colours = colours;
  }

  /**
   * Adds a line.
   *
   * @param line made printable
   * @return this page
   */
  public Page line(String line) {
    text.append(Printable.of(line).stripTrailing()).append('\n');
    return this;
  }

  /**
   * Adds an empty line and a heading.
   *
   * @param heading the heading
   * @return this page
   */
  public Page heading(String heading) {
    if (text.length() > 0) {
      text.append('\n');
    }
    text.append(styled("1", heading)).append('\n');
    return this;
  }

  /**
   * Adds a named fact.
   *
   * @param name its name
   * @param value its value
   * @return this page
   */
  public Page fact(String name, String value) {
    return line(pad("  " + name, LABEL + 2) + "  " + value);
  }

  /**
   * Adds a table with columns as wide as their content.
   *
   * @param rows the cells, each row as long as the first
   * @return this page
   */
  public Page table(List<List<String>> rows) {
    List<List<String>> cells =
        rows.stream().map(row -> row.stream().map(Printable::of).toList()).toList();
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : cells) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < row.size(); i++) {
        line.append(' ').append(pad(row.get(i), widths.get(i))).append(' ');
      }
      line(line.toString());
    }
    return this;
  }

  /**
   * Adds a line of a map of the memory, with the segments in the colours of their roles.
   *
   * @param spans the parts of the line
   * @return this page
   */
  public Page map(List<PlanMap.Span> spans) {
    for (PlanMap.Span span : spans) {
      String words = Printable.of(span.text());
      text.append(span.role().map(role -> styled(colourOf(role), words)).orElse(words));
    }
    text.append('\n');
    return this;
  }

  private static String colourOf(SegmentRole role) {
    return switch (role) {
      case KERNEL -> "97;44";
      case INITRD -> "30;43";
      case MODULE -> "30;46";
      case BOOT_PARAMS -> "30;42";
      case STUB -> "97;45";
      case PURGATORY -> "97;41";
      case DTB -> "30;106";
      case ELFCOREHDR -> "30;104";
      case BACKUP -> "30;47";
    };
  }

  /**
   * Adds findings, each with its cure.
   *
   * @param findings may be empty
   * @return this page
   */
  public Page findings(List<Finding> findings) {
    for (Finding finding : findings) {
      String severity = Labels.of(finding.severity());
      text.append("  ").append(styled(colourOf(finding.severity()), pad(severity, 7))).append("  ");
      line(finding.message() + " (" + finding.code() + ")");
      if (!finding.cure().isEmpty()) {
        line("           " + finding.cure());
      }
    }
    return this;
  }

  /**
   * Adds the final verdict.
   *
   * @param good whether the outcome is good
   * @param line the line
   * @return this page
   */
  public Page verdict(boolean good, String line) {
    text.append(styled(good ? "32" : "31", Printable.of(line))).append('\n');
    return this;
  }

  private static String colourOf(Severity severity) {
    return switch (severity) {
      case ERROR -> "31";
      case WARNING -> "33";
      case INFO -> "36";
    };
  }

  private String styled(String style, String words) {
    return colours ? "\u001b[" + style + "m" + words + "\u001b[0m" : words;
  }

  private static String pad(String words, int width) {
    return words + " ".repeat(Math.max(0, width - words.length()));
  }

  /** {@return the lines so far, each with its line end} */
  @Override
  public String toString() {
    return text.toString();
  }
}

package kexec.picture.internal.draw;

import java.util.List;
import java.util.stream.Collectors;
import kexec.api.plan.SegmentRole;

/**
 * The style sheet of the figures. The colours of the roles are those of Okabe and Ito, and of Tol,
 * which people with a colour vision deficiency can tell apart; numbers and names tell the rest.
 */
public final class Style {

  private Style() {}

  /** A role's colours: on white, on black, and of a digit on each. */
  private record Colours(SegmentRole role, String light, String dark, String digit) {}

  private static final List<Colours> ROLES =
      List.of(
          new Colours(SegmentRole.KERNEL, "#0072b2", "#2f8fd0", "#fff"),
          new Colours(SegmentRole.INITRD, "#e69f00", "#e69f00", "#000"),
          new Colours(SegmentRole.MODULE, "#44aa99", "#44aa99", "#000"),
          new Colours(SegmentRole.BOOT_PARAMS, "#117733", "#2a9d55", "#fff"),
          new Colours(SegmentRole.STUB, "#cc79a7", "#cc79a7", "#000"),
          new Colours(SegmentRole.PURGATORY, "#c04f00", "#e0661a", "#fff"),
          new Colours(SegmentRole.DTB, "#56b4e9", "#56b4e9", "#000"),
          new Colours(SegmentRole.ELFCOREHDR, "#4b3b9e", "#8a7ae0", "#fff"),
          new Colours(SegmentRole.BACKUP, "#999933", "#a8a83a", "#000"));

  private static final String FONTS =
      """
      .jp text{font:12px system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,sans-serif;white-space:pre}
      .jp .jp-h{font-size:17px;font-weight:600}
      .jp .jp-p{font-size:13px;font-weight:600}
      .jp .jp-s{font-size:11px}
      .jp .jp-b{font-size:10.5px;font-weight:600}
      .jp .jp-m,.jp .jp-y{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
      direction:ltr;unicode-bidi:bidi-override}
      .jp .jp-m{font-size:12px}
      .jp .jp-y{font-size:10px}
      .jp .jp-l,.jp .jp-g,.jp .jp-e,.jp .jp-d,.jp .jp-k,.jp .jp-x{fill:none}
      .jp .jp-e{stroke-width:.75}
      .jp .jp-d{stroke-dasharray:4 3}
      .jp .jp-k{stroke-width:1.5}
      .jp .jp-i{stroke-width:.75}
      .jp .jp-removed{text-decoration:line-through}
      .jp .jp-added{text-decoration:underline}
      .jp .jp-o{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}
      """;

  /** The colours that are not a role's: class, property, on white, on black. */
  private static final List<List<String>> OTHERS =
      List.of(
          List.of("jp-0", "fill", "#ffffff", "#0f1318"),
          List.of("jp-t,.jp .jp-h,.jp .jp-p,.jp .jp-m,.jp .jp-s", "fill", "#1b2127", "#e3e8ee"),
          List.of("jp-y,.jp .jp-q", "fill", "#56616d", "#9aa6b2"),
          List.of("jp-l", "stroke", "#6b7683", "#8591a0"),
          List.of("jp-a", "fill", "#6b7683", "#8591a0"),
          List.of("jp-g", "stroke", "#a9b2bc", "#56616d"),
          List.of("jp-x", "stroke", "#dfe3e8", "#2a323b"),
          List.of("jp-e", "stroke", "#7d8894", "#77838f"),
          List.of("jp-z", "fill", "#eef1f4", "#1a2027"),
          List.of("jp-d", "stroke", "#6b7683", "#8591a0"),
          List.of("jp-k", "stroke", "#b3123f", "#ff7a98"),
          List.of("jp-c", "fill", "#b3123f", "#ff7a98"),
          List.of("jp-o,.jp .jp-i", "stroke", "#ffffff", "#0f1318"),
          List.of("jp-ram", "fill", "#d9dfe6", "#39434e"),
          List.of("jp-held", "stroke", "#7d8894", "#8b97a3"),
          List.of("jp-other", "fill", "#aab3bd", "#59646f"),
          List.of("jp-hatch", "stroke", "#7d8894", "#8b97a3"),
          List.of("jp-n", "fill", "#4c5763", "#aeb9c4"),
          List.of("jp-nt", "fill", "#ffffff", "#0f1318"),
          List.of("jp-added", "fill", "#1b6e3c", "#6fd08c"),
          List.of("jp-error,.jp .jp-removed", "fill", "#b3123f", "#ff7a98"),
          List.of("jp-warning", "fill", "#8a5a00", "#f0b64a"),
          List.of("jp-info", "fill", "#2f5d8a", "#84b8e8"));

  /** {@return the class of a role's shapes} */
  static String of(SegmentRole role) {
    return "jp-" + role.label();
  }

  /** {@return the class of a digit on a role's shape} */
  static String digitOf(SegmentRole role) {
    return "jp-on-" + role.label();
  }

  /** {@return the style sheet: light, dark where the reader prefers it, and light in print} */
  public static String sheet() {
    return FONTS
        + colours(false)
        + "@media (prefers-color-scheme:dark){\n"
        + colours(true)
        + "}\n@media print{\n"
        + colours(false)
        + ".jp{print-color-adjust:exact;-webkit-print-color-adjust:exact}\n}\n";
  }

  /**
   * {@return rules for elements of HTML in the colours of the roles, light and dark}
   *
   * @param selector selects the elements, which have the role's label as a class too
   */
  public static String roles(String selector) {
    return htmlColours(selector, false)
        + "@media screen and (prefers-color-scheme:dark){\n"
        + htmlColours(selector, true)
        + "}\n";
  }

  private static String htmlColours(String selector, boolean dark) {
    return ROLES.stream()
        .map(
            each ->
                "%s.%s{background:%s;color:%s}\n"
                    .formatted(
                        selector,
                        each.role.label(),
                        dark ? each.dark : each.light,
                        dark ? "#000" : each.digit))
        .collect(Collectors.joining());
  }

  private static String colours(boolean dark) {
    String roles =
        ROLES.stream()
            .map(
                each ->
                    ".jp .%s{fill:%s}.jp .%s{fill:%s}\n"
                        .formatted(
                            of(each.role),
                            dark ? each.dark : each.light,
                            digitOf(each.role),
                            dark ? "#000" : each.digit))
            .collect(Collectors.joining());
    String others =
        OTHERS.stream()
            .map(
                each ->
                    ".jp .%s{%s:%s}\n".formatted(each.get(0), each.get(1), each.get(dark ? 3 : 2)))
            .collect(Collectors.joining());
    return others + roles + ".jp .jp-zero{fill-opacity:.45}.jp .jp-r{fill-opacity:.3}\n";
  }
}

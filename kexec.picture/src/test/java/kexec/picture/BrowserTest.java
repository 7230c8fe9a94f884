package kexec.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.plan.Plan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a browser makes of the pictures: a page with all of them measures where their texts and
 * shapes are.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BrowserTest {

  private static final String COMPARISON = "comparison ";
  private static final Map<String, Plan> PLANS = DrawnPlans.all();
  private static final Map<String, DrawnComparisons> COMPARISONS = DrawnComparisons.all();

  private static final List<String> REAL =
      List.of(
          "x86-default svg",
          "x86-crash svg",
          "arm64 svg",
          "xen svg",
          "xen html",
          "comparison an update svg");

  private Path directory;
  private Chromium browser;

  /** By name and kind, such as {@code xen svg}: the lines that were measured. */
  private Map<String, List<String>> light;

  private Map<String, List<String>> dark;

  @BeforeAll
  void measure(@TempDir Path empty) throws Exception {
    directory = empty;
    Optional<Path> program = Chromium.find();
    assumeTrue(program.isPresent(), "no chromium on the path");
    browser = new Chromium(program.get(), directory);
    Map<String, String> documents = new LinkedHashMap<>();
    names().forEach(name -> documents.put(name, document(name)));
    Path page = Files.writeString(directory.resolve("all.html"), page(documents));
    light = measured(browser.dump(page, false));
    documents.keySet().retainAll(REAL);
    dark = measured(browser.dump(Files.writeString(page, page(documents)), true));
  }

  private static String document(String name) {
    if (name.startsWith(COMPARISON)) {
      DrawnComparisons drawn =
          COMPARISONS.get(name.substring(COMPARISON.length(), name.lastIndexOf(' ')));
      return name.endsWith("svg")
          ? ComparisonPicture.svg(drawn.a(), drawn.b(), drawn.others())
          : ComparisonPicture.html(drawn.a(), drawn.b(), drawn.others());
    }
    String plan = name.substring(0, name.lastIndexOf(' '));
    return name.endsWith("svg")
        ? PlanPicture.svg(PLANS.get(plan))
        : PlanPicture.html(PLANS.get(plan));
  }

  private static String page(Map<String, String> documents) throws Exception {
    String frames =
        documents.entrySet().stream()
            .map(
                each ->
                    "<iframe width=1008 height=800 name=\"%s\" srcdoc=\"%s\"></iframe>\n"
                        .formatted(
                            each.getKey(),
                            each.getValue().replace("&", "&amp;").replace("\"", "&quot;")))
            .collect(Collectors.joining());
    try (InputStream script = BrowserTest.class.getResourceAsStream("measure.js")) {
      return "<!DOCTYPE html><meta charset=utf-8>\n"
          + frames
          + "<pre id=result></pre><script>"
          + new String(script.readAllBytes(), StandardCharsets.UTF_8)
          + "</script>";
    }
  }

  private static Map<String, List<String>> measured(String dump) {
    String start = "<pre id=\"result\">";
    int from = dump.indexOf(start) + start.length();
    String result = dump.substring(from, dump.indexOf("</pre>", from));
    Map<String, List<String>> measured = new LinkedHashMap<>();
    for (String line : result.lines().toList()) {
      String[] parts = line.split(" ", 2);
      String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
      measured
          .computeIfAbsent(name, absent -> new ArrayList<>())
          .add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return measured;
  }

  static Stream<String> names() {
    Stream<String> all = PLANS.keySet().stream().map(name -> name + " svg");
    return Stream.of(
            all,
            Stream.of("xen html", "hostile texts html", "one long word html"),
            COMPARISONS.keySet().stream().map(name -> COMPARISON + name + " svg"),
            Stream.of(COMPARISON + "an update html", COMPARISON + "of hostile texts html"))
        .flatMap(each -> each);
  }

  static Stream<String> plans() {
    return names().filter(name -> !name.startsWith(COMPARISON));
  }

  static Stream<String> real() {
    return REAL.stream();
  }

  private static List<String> of(Map<String, List<String>> measured, String name, String kind) {
    assertThat(measured).containsKey(name);
    return measured.get(name).stream()
        .filter(line -> line.startsWith(kind + ": "))
        .map(line -> line.substring(kind.length() + 2))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void noTextOverlapsAnotherOrIsCut(String name) {
    assertThat(of(light, name, "overlap")).isEmpty();
    assertThat(of(light, name, "outside")).isEmpty();
    assertThat(of(light, name, "texts"))
        .singleElement()
        .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThan(3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void nothingRunsAndNothingIsLoaded(String name) {
    assertThat(of(light, name, "script")).isEmpty();
    assertThat(of(light, name, "loaded")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void textsCanBeRead(String name) {
    assertThat(of(light, name, "faint")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("real")
  void textsCanBeReadInTheDark(String name) {
    assertThat(of(dark, name, "faint")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void everySegmentCanBeSeen(String name) {
    long count =
        PLANS.get(name.replaceAll(" \\w+$", "")).segments().stream()
            .filter(segment -> !segment.memory().isEmpty())
            .count();
    assertThat(of(light, name, "segments")).containsExactly(Long.toString(count));
  }

  @Test
  void darkIsDarkAndPrintIsLight() {
    assertThat(of(light, "xen svg", "background")).containsExactly("rgb(255, 255, 255)");
    assertThat(of(dark, "xen svg", "background")).containsExactly("rgb(15, 19, 24)");
    assertThat(of(dark, "xen svg", "printed")).containsExactly("rgb(255, 255, 255)");
  }

  @Test
  void thePixelsHaveTheColoursOfTheSegments() throws Exception {
    Path file =
        Files.writeString(directory.resolve("x.svg"), PlanPicture.svg(DrawnPlans.x86Default()));
    BufferedImage day = browser.picture(file, false, 960, 900);
    assertThat(day.getRGB(2, 2) & 0xffffff).isEqualTo(0xffffff);
    assertThat(pixels(day, 0x0072b2)).as("kernel").isGreaterThan(1000);
    assertThat(pixels(day, 0xe69f00)).as("initrd").isGreaterThan(100);
    assertThat(pixels(day, 0xc04f00)).as("purgatory").isGreaterThan(1000);
    BufferedImage night = browser.picture(file, true, 960, 900);
    assertThat(night.getRGB(2, 2) & 0xffffff).isEqualTo(0x0f1318);
    assertThat(pixels(night, 0x2f8fd0)).as("kernel").isGreaterThan(1000);
  }

  private static long pixels(BufferedImage image, int colour) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(all).filter(pixel -> (pixel & 0xffffff) == colour).count();
  }
}

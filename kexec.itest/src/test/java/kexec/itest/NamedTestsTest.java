package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the documentation names exist. */
class NamedTestsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern TEST = Pattern.compile("(Test|IT|Contract)\\.java$");

  /** {@code OneTest}, {@code OneTest.method}, {@code OneIT}, {@code OneContract}. */
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))(?:\\.([a-z]\\w*))?`");

  @Test
  void everyTestThatAPageNamesIsThere() throws IOException {
    Map<String, String> tests = sources();
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      Matcher named = NAMED.matcher(Files.readString(page));
      while (named.find()) {
        found++;
        String source = tests.getOrDefault(named.group(1), "");
        if (source.isEmpty() || !declares(source, named.group(2))) {
          missing.add(ROOT.relativize(page) + ": " + named.group());
        }
      }
    }
    assertThat(found).isPositive();
    assertThat(missing).isEmpty();
  }

  private static boolean declares(String source, String method) {
    return method == null || source.contains(" " + method + "(");
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(docs, top).filter(page -> page.toString().endsWith(".md")).toList();
    }
  }

  /** {@return the source of each test by its class name; several modules may have one of a name} */
  private static Map<String, String> sources() throws IOException {
    List<Path> modules;
    try (Stream<Path> all = Files.list(ROOT)) {
      modules = all.map(module -> module.resolve("src")).filter(Files::isDirectory).toList();
    }
    Map<String, String> sources = new HashMap<>();
    for (Path module : modules) {
      try (Stream<Path> all = Files.walk(module)) {
        for (Path file : all.filter(each -> TEST.matcher(each.toString()).find()).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }
}

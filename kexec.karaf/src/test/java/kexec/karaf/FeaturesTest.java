package kexec.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The features name the bundles of the interactive jar, which bnd resolved together. */
class FeaturesTest {

  @Test
  void everyBundleOfOursIsInAFeature() throws IOException {
    Set<String> resolved = find("(kexec\\.\\w+);version=", Path.of("../cnf/run/gogo.bndrun"));
    assertThat(resolved).contains("kexec.api");
    assertThat(find("mvn:kexec/(kexec\\.\\w+)/", Path.of("target/classes/features.xml")))
        .isEqualTo(resolved);
  }

  @Test
  void everyVersionIsFilledIn() throws IOException {
    assertThat(Path.of("target/classes/features.xml")).content().doesNotContain("${");
  }

  private static Set<String> find(String regex, Path file) throws IOException {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(regex).matcher(Files.readString(file));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}

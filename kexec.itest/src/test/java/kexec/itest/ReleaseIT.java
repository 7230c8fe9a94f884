package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release tells of itself: bills of materials, licences, versions. */
class ReleaseIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String OURS = "kexec";

  @ParameterizedTest
  @ValueSource(strings = {"kexec.cli/target/kexec.cli.sbom.json", "cnf/target/kexec.cnf.sbom.json"})
  void everyLibraryIsNamedWithItsLicence(String sbom) throws Exception {
    String named = Files.readString(ROOT.resolve("THIRD-PARTY.md"));
    assertThat(foreign(sbom))
        .isNotEmpty()
        .allSatisfy(
            library ->
                assertThat(named)
                    .containsPattern("\\| `" + Pattern.quote(library) + "` \\| [A-Za-z0-9.-]+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gogo.jar", "console.jar"})
  void aFrameworkJarHasNothingThatItsBillLacks(String file) throws Exception {
    List<String> billed =
        bill("cnf/target/kexec.cnf.sbom.json").getAsJsonArray("components").asList().stream()
            .map(each -> each.getAsJsonObject().get("name").getAsString())
            .toList();
    try (JarFile jar = new JarFile(ROOT.resolve("cnf/target").resolve(file).toFile())) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.matches("jar/.+\\.jar")))
          .map(name -> artifact(name.substring("jar/".length())))
          .isNotEmpty()
          .filteredOn(name -> !name.equals("biz.aQute.launcher"))
          .isSubsetOf(billed);
    }
  }

  @Test
  void theBillIsTheSameForTheSameSources() throws Exception {
    JsonObject bill = bill("kexec.cli/target/kexec.cli.sbom.json");
    assertThat(bill.has("serialNumber")).isFalse();
    assertThat(bill.toString()).doesNotContain(System.getProperty("user.home") + "/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kexec.cli/target/kexec.jar",
        "kexec.core/target/kexec.core-VERSION.jar",
        "kexec.wrap/target/kexec.wrap-VERSION.jar"
      })
  void jarsHaveTheLicences(String path) throws Exception {
    Path file = ROOT.resolve(path.replace("VERSION", version()));
    for (String name : List.of("LICENSE", "THIRD-PARTY.md")) {
      assertThat(entry(file, "META-INF/" + name)).isEqualTo(Files.readString(ROOT.resolve(name)));
    }
  }

  @Test
  void theListOfVersionsNamesEveryModuleThatIsPublished() throws Exception {
    String bom = Files.readString(ROOT.resolve("kexec.bom/pom.xml"));
    assertThat(new TreeSet<>(all("<artifactId>(kexec\\.[a-z0-9.]+)</artifactId>", bom)))
        .isEqualTo(published());
    assertThat(all("<artifactId>kexec[^<]*</artifactId>\\s*<version>([^<]+)</version>", bom))
        .startsWith(version())
        .containsOnly(version(), "${project.version}");
  }

  private static Set<String> published() throws IOException {
    Set<String> names = new TreeSet<>();
    String root = Files.readString(ROOT.resolve("pom.xml"));
    for (String module : all("<module>([^<]+)</module>", root)) {
      String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
      if (!pom.contains("<maven.deploy.skip>true<")) {
        names.add(module);
      }
    }
    return names;
  }

  private static String version() throws IOException {
    return all("<version>([^<]+)</version>", Files.readString(ROOT.resolve("pom.xml"))).get(0);
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(ReleaseIT::first).toList();
  }

  private static String first(MatchResult result) {
    return result.group(1);
  }

  /** Returns the libraries of a bill that are not the project's, as group:name. */
  private static List<String> foreign(String sbom) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonElement each : bill(sbom).getAsJsonArray("components")) {
      JsonObject component = each.getAsJsonObject();
      String group = component.get("group").getAsString();
      if (!group.equals(OURS)) {
        names.add(group + ":" + component.get("name").getAsString());
      }
    }
    return names;
  }

  /** An offline build writes no bills: the plugin looks licences up. */
  private static JsonObject bill(String sbom) throws IOException {
    assumeFalse("offline=true".equals(System.getProperty("maven.mode")), "the build is offline");
    return JsonParser.parseString(Files.readString(ROOT.resolve(sbom))).getAsJsonObject();
  }

  private static String artifact(String jar) {
    return jar.replaceFirst("-[0-9].*", "");
  }

  private static String entry(Path file, String name) throws IOException {
    try (JarFile jar = new JarFile(file.toFile());
        InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

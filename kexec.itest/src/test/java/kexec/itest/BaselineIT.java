package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/**
 * Compares the exported packages with a recorded baseline, by bnd's rules: a changed package needs
 * a version raised as semantic versioning requires. There is no released bundle yet to compare
 * with.
 *
 * <p>A release records them anew: {@code mvn verify -Dit.test=BaselineIT -Dbaseline.record}.
 */
class BaselineIT {

  @ParameterizedTest
  @ValueSource(strings = {"kexec.api", "kexec.tck"})
  void aChangedPackageHasANewVersion(String module) throws Exception {
    Path record = Path.of("src/test/baseline", module + ".txt");
    Tree now = ApiText.ofBundle(bundle(module));
    if (System.getProperty("baseline.record") != null) {
      ApiText.write(now, record);
    }
    Diff diff = now.diff(ApiText.read(record));
    assertThat(diff.getChildren()).filteredOn(each -> each.getType() == Type.PACKAGE).isNotEmpty();
    assertThat(diff.getChildren())
        .filteredOn(each -> each.getType() == Type.PACKAGE && each.getDelta() != Delta.ADDED)
        .allSatisfy(BaselineIT::assertVersion);
  }

  private static void assertVersion(Diff diff) {
    assertThat(diff.getDelta()).as(diff.getName()).isNotEqualTo(Delta.REMOVED);
    Version before = version(diff.getOlder());
    Version least =
        switch (diff.getDelta()) {
          case MAJOR -> new Version(before.getMajor() + 1, 0, 0);
          case MINOR -> new Version(before.getMajor(), before.getMinor() + 1, 0);
          default -> before;
        };
    assertThat(version(diff.getNewer()))
        .as("version of %s, which has a %s change: %s", diff.getName(), diff.getDelta(), diff)
        .isGreaterThanOrEqualTo(least);
  }

  private static Version version(Tree tree) {
    return Arrays.stream(tree.getChildren())
        .filter(child -> child.getType() == Type.VERSION)
        .map(child -> new Version(child.getName()))
        .findFirst()
        .orElseThrow();
  }

  private static Path bundle(String module) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("..", module, "target"))) {
      return files
          .filter(
              file -> file.getFileName().toString().matches(module + "-[0-9][^-]*(-SNAPSHOT)?.jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}

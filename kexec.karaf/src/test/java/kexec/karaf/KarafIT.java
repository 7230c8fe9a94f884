package kexec.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The features in a real Karaf that has no network. */
class KarafIT {

  private static final Path ARCHIVE = Path.of("target/apache-karaf-minimal.tar.gz");
  private static final Path REPOSITORY = Path.of("target/repository");
  private static final Path FEATURES = Path.of("target/classes/features.xml");

  @TempDir private Path directory;

  @Test
  @EnabledForJreRange(
      max = JRE.JAVA_23,
      disabledReason = "Karaf 4.4 enables a security manager, which JDK 24 and later refuse")
  void anImageStaysWhileItsBackendIsSwapped() throws Exception {
    Path kernel = Files.write(directory.resolve("k"), new SyntheticBzImage().bytes());
    Path home = Files.createDirectory(directory.resolve("karaf"));
    try (KarafConsole karaf = new KarafConsole(ARCHIVE, REPOSITORY, home)) {
      karaf.enterUntil("feature:repo-add " + FEATURES.toUri(), "Adding feature url");
      assertThat(karaf.enter("feature:install --no-auto-refresh jkexec-health"))
          .doesNotContain("Error");
      assertThat(karaf.enterUntil("kexec:backends", "taken only with --machine=sim"))
          .contains("bzImage");
      assertThat(karaf.enter("kexec:simulate " + kernel)).contains("simulated: every byte");
      assertThat(karaf.enter("kexec:load --machine=sim " + kernel))
          .contains("loaded: default slot");
      String loaded = image(karaf.enter("kexec:status --all"));

      karaf.enter("bundle:stop kexec.sim");
      assertThat(karaf.enter("kexec:backends")).doesNotContain("kexec.sim");
      karaf.enter("bundle:start kexec.sim");
      karaf.enterUntil("kexec:backends", "kexec.sim");
      assertThat(image(karaf.enterUntil("kexec:status --all", "default: loaded")))
          .isEqualTo(loaded);

      karaf.enter("bundle:update kexec.sim");
      karaf.enterUntil("kexec:backends", "kexec.sim");
      assertThat(image(karaf.enterUntil("kexec:status --all", "default: loaded")))
          .isEqualTo(loaded);

      assertThat(karaf.enterUntil("hc:exec kdump", "kexec crash kernel"))
          .contains("no crash kernel is loaded");
      assertThat(karaf.enter("kexec:unload --machine=sim")).contains("unloaded: default slot");
      assertThat(karaf.shutDown()).isTrue();
    }
  }

  /** The line of the image, with the time at which it was loaded. */
  private static String image(String status) {
    return status.lines().filter(line -> line.startsWith("default: loaded")).findFirst().orElse("");
  }
}

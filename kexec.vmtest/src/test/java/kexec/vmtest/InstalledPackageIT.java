package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import kexec.vmtest.DebianRoot.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Debian's package in a small Debian: dpkg installs, upgrades, removes and purges it. */
@ExtendWith(GuestLab.class)
class InstalledPackageIT {

  private static final String ARCHIVE = "-XX:SharedArchiveFile=/var/cache/jkexec/prepared/";

  @TempDir private Path directory;

  @Test
  void fromItsInstallationToItsPurge(Guests guests) throws Exception {
    assumeTrue(DebianRoot.canBeEntered(), "only root may enter another root and mount there");
    DebianRoot root = DebianRoot.unpack(DebianPackage.baseSystem(), directory);
    Set<String> before = root.files();
    long start = System.nanoTime();
    Files.copy(DebianPackage.file(), root.directory().resolve("jkexec.deb"));
    done(root, "dpkg", "-i", "/jkexec.deb");
    startsWithAnArchive(root);
    done(root, "systemd-analyze", "verify", "--man=no", "jkexec.service");
    isConfined(root);
    hasManualAndCompletions(root);
    simulates(root, guests.images().cloudKernel());
    followsTheJavaRuntime(root);
    keepsItsStateUntilThePurge(root);
    Files.delete(root.directory().resolve("jkexec.deb"));
    Files.delete(root.directory().resolve("vmlinuz-test"));
    Set<String> left = root.files();
    assertThat(left).containsAll(before);
    left.removeAll(before);
    assertThat(left).isEmpty();
    guests.note("package: " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
  }

  private static String done(DebianRoot root, String... words) throws Exception {
    Output output = root.run(words);
    assertThat(output.status()).as(output.text()).isZero();
    return output.text();
  }

  /** The limit is a tenth above the figure of systemd 252, because versions count differently. */
  private static void isConfined(DebianRoot root) throws Exception {
    String unit = "/usr/lib/systemd/system/jkexec.service";
    done(root, "systemd-analyze", "security", "--offline=yes", "--threshold=25", unit);
  }

  /** The installation has made it; for all users. */
  private static void startsWithAnArchive(DebianRoot root) throws Exception {
    FileTime made = archiveTime(root);
    assertThat(done(root, "jkexec", "--version")).startsWith("jkexec ");
    assertThat(done(root, "sh", "-x", "/usr/bin/jkexec", "--version")).contains(ARCHIVE);
    String nobody = "env -u HOME setpriv --reuid=65534 --regid=65534 --clear-groups";
    assertThat(done(root, (nobody + " sh -x /usr/bin/jkexec status").split(" "))).contains(ARCHIVE);
    assertThat(archiveTime(root)).isEqualTo(made);
  }

  private static Path archive(DebianRoot root) throws IOException {
    try (Stream<Path> files = Files.list(root.directory().resolve("var/cache/jkexec/prepared"))) {
      return files.filter(file -> file.toString().endsWith("-quick.archive")).findFirst().get();
    }
  }

  private static FileTime archiveTime(DebianRoot root) throws IOException {
    return Files.getLastModifiedTime(archive(root));
  }

  private static void simulates(DebianRoot root, Path kernel) throws Exception {
    Files.copy(kernel, root.directory().resolve("vmlinuz-test"));
    assertThat(done(root, "jkexec", "simulate", "/vmlinuz-test"))
        .contains("simulated: every byte of ");
  }

  private static void hasManualAndCompletions(DebianRoot root) throws Exception {
    assertThat(done(root, "dpkg", "-L", "jkexec"))
        .contains("/usr/share/man/man1/jkexec.1.gz", "/usr/share/zsh/vendor-completions/_jkexec");
    String completes = ". /usr/share/bash-completion/completions/jkexec; complete -p jkexec";
    assertThat(done(root, "bash", "-c", completes)).contains("complete ");
  }

  /** As when the runtime is upgraded: its files change, and dpkg tells those who are interested. */
  private static void followsTheJavaRuntime(DebianRoot root) throws Exception {
    Instant later = Instant.parse("2027-01-01T00:00:00Z");
    done(root, "sh", "-c", "touch -d " + later + " /usr/lib/jvm/*/release");
    done(root, "dpkg-trigger", "--no-await", "/usr/lib/jvm");
    done(root, "dpkg", "--configure", "--pending");
    assertThat(archiveTime(root).toInstant()).isEqualTo(later);
  }

  private static void keepsItsStateUntilThePurge(DebianRoot root) throws Exception {
    Path records = Files.createDirectories(root.directory().resolve("var/lib/jkexec"));
    Path state = Files.createFile(records.resolve("record"));
    Path conf = Files.createFile(root.directory().resolve("etc/jkexec/crash.conf"));
    Path replaced = archive(root);
    done(root, "dpkg", "-i", "/jkexec.deb");
    assertThat(archive(root)).isEqualTo(replaced);
    done(root, "dpkg", "--remove", "jkexec");
    assertThat(state).exists();
    assertThat(conf).exists();
    assertThat(root.directory().resolve("var/cache/jkexec")).doesNotExist();
    assertThat(root.directory().resolve("usr/bin/jkexec")).doesNotExist();
    done(root, "dpkg", "--purge", "jkexec");
    assertThat(conf).doesNotExist();
  }
}

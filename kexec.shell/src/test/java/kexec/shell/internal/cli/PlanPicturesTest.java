package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan} and {@code compare} with {@code --svg} and {@code --html}. */
class PlanPicturesTest {

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  @Test
  void aPlanIsAlsoWrittenAsPictures() throws Exception {
    assertThat(run.run("plan", "k", "--svg=" + file("a.svg"), "--html=" + file("a.html"))).isZero();
    assertThat(run.out).startsWith("plan for the default slot\n");
    assertThat(file("a.svg")).content().startsWith("<?xml").contains("<svg", "[0x91000, 0x92000)");
    assertThat(file("a.html")).content().startsWith("<!DOCTYPE html>").contains("<svg");
  }

  @Test
  void noFileIsOverwritten() throws Exception {
    Path there = Files.writeString(file("there"), "mine");
    assertThat(run.run("plan", "k", "--svg=" + there)).isEqualTo(1);
    assertThat(run.err).contains("picture-file-exists", there.toString());
    assertThat(there).hasContent("mine");
    Path link = Files.createSymbolicLink(file("link"), file("elsewhere"));
    assertThat(run.run("plan", "k", "--svg=" + link)).isEqualTo(1);
    assertThat(run.err).contains("picture-file-exists");
    assertThat(file("elsewhere")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsToldOf() {
    assertThat(run.run("plan", "k", "--html=" + file("absent/a.html"))).isEqualTo(1);
    assertThat(run.err).contains("picture-not-written", "absent/a.html");
  }

  @Test
  void aDirectoryOfOthersIsToldOf() throws Exception {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
    assertThat(run.run("plan", "k", "--html=" + file("a.html"))).isEqualTo(4);
    assertThat(run.err).contains("picture-not-permitted");
  }

  @Test
  void aRefusedPlanIsDrawnWithItsErrors() {
    assertThat(run.run("plan", "refused", "--html=" + file("a.html"))).isEqualTo(1);
    assertThat(run.err).contains("  cure: ");
    assertThat(file("a.html")).content().contains("not loadable", "class=\"error\"");
  }

  @Test
  void aPictureThatFailsDoesNotHideARefusal() throws Exception {
    Path there = Files.writeString(file("there"), "mine");
    assertThat(run.run("plan", "refused", "--html=" + there)).isEqualTo(1);
    assertThat(run.err).doesNotContain("picture-");
  }

  @Test
  void aComparisonIsAlsoWrittenAsPictures() throws Exception {
    run.run("plan", "k", "--append=ro quiet", "--json");
    Path saved = Files.writeString(file("saved.json"), run.out);
    assertThat(
            run.run(
                "compare",
                saved.toString(),
                "k",
                "--append=ro debug",
                "--svg=" + file("c.svg"),
                "--html=" + file("c.html")))
        .isZero();
    assertThat(run.out).contains("+ ro debug");
    assertThat(file("c.svg")).content().contains("Two plans compared", "unchanged", "jp-removed");
    assertThat(file("c.html")).content().contains("<del>quiet</del>", "<ins>debug</ins>");
  }

  @Test
  void aMapIsShownInPlaceOfTables() {
    assertThat(run.run("plan", "k", "--map")).isZero();
    assertThat(run.out)
        .startsWith("plan for the default slot\n  k\n\n  0x0")
        .contains("\n  enlarged: 1", "\n  3  kernel       [0x1000000, 0x1400000)  4.0 MiB\n")
        .contains("jump to 0x91000, kernel entry 0x1000200", "the kernel is old")
        .doesNotContain("\u001b");
    run.colours = true;
    run.run("plan", "k", "--map");
    assertThat(run.out).contains("\u001b[97;44m3\u001b[0m");
  }
}

package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kexec.itest.Moments.Moment;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Root runs the command, the interactive jar and the first build while another user creates every
 * name that becomes free and writes to every writable file. That user gains nothing.
 */
class OtherUserIT {

  private static final int OTHER = 65534;
  private static final String JAR = "kexec.cli/target/kexec.jar";
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /**
   * Creates each name that it has seen as soon as it is free, and reports what is writable, until
   * its own file is gone. If it was killed instead, its last mkdir could still create a directory
   * while the test's files are deleted.
   */
  private static final String GREED =
      """
      cd "$1" || exit 1
      while [ -e "$0" ]; do
        for name in * */*; do
          [ -e "$name" ] || continue
          if [ -w "$name" ] && [ ! -O "$name" ]; then echo "$name" >>"$2"; fi
          case $seen in *" $name "*) ;; *) seen="$seen $name " ;; esac
        done
        for name in $seen; do mkdir "$name" 2>/dev/null; done
      done
      """;

  /**
   * Takes every name that it can think of, and does to every name that it sees what another user
   * may try: renames, removes, replaces by a link, gives it a second name, writes to it. Reports
   * whatever of it succeeds with a file of root's.
   */
  private static final String TAKE =
      """
      cd "$1" || exit 1
      find . -mindepth 1 ! -user 65534 -print 2>/dev/null | while read -r name; do
        mv -f "$name" "$name.taken" 2>/dev/null && echo "renamed $name" >>"$2"
        rm -rf "$name" 2>/dev/null && echo "removed $name" >>"$2"
        ln "$name" "./second-$$" 2>/dev/null && echo "linked $name" >>"$2"
        chmod 777 "$name" 2>/dev/null && echo "opened $name" >>"$2"
        [ -w "$name" ] && echo "wrote $name" >>"$2"
      done
      for name in state state.new state/records state/sim state/sim/sim state/records/default.lock \
        state/sim/sim/default.lock state/sim/sim/default.manifest jkexec jkexec- osgi jna; do
        ln -s "$3" "$name" 2>/dev/null || mkdir "$name" 2>/dev/null
      done
      exit 0
      """;

  @TempDir private Path directory;
  private Path shared;
  private Path loot;
  private CommandJar process;

  @BeforeEach
  void playRoot() throws Exception {
    assumeTrue(
        (int) Files.getAttribute(directory, "unix:uid") == 0, "only root can play two users");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no setpriv");
    process = new CommandJar(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    shared = Files.createDirectory(directory.resolve("tmp"));
    Files.setAttribute(shared, "unix:mode", 01777);
    loot = Files.createFile(directory.resolve("loot"));
    Files.setAttribute(loot, "unix:mode", 0666);
  }

  private int run(Map<String, String> environment, String script) throws Exception {
    return process.process(command(environment, script));
  }

  private List<String> command(Map<String, String> environment, String script) {
    List<String> command = new ArrayList<>(List.of("env", "--chdir=" + directory));
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    command.add("JKEXEC_STATE=" + process.state());
    command.add("TMPDIR=" + shared);
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of("/bin/sh", "-c", script));
    return command;
  }

  private int runBesideGreed(String script) throws Exception {
    Path greed = Files.writeString(directory.resolve("greed"), GREED);
    Process other = new ProcessBuilder(asOther(greed)).start();
    try {
      return run(Map.of(), script);
    } finally {
      Files.delete(greed);
      CommandJar.awaitEnd(other);
    }
  }

  private List<String> asOther(Path script) {
    return List.of(
        "/usr/bin/setpriv",
        "--reuid=" + OTHER,
        "--regid=" + OTHER,
        "--clear-groups",
        "/bin/sh",
        script.toString(),
        shared.toString(),
        loot.toString());
  }

  /** What the other user holds may be names of a run that has ended, with nothing of root's. */
  private void assertThatOtherHasNothing() throws IOException {
    assertThat(loot).isEmptyFile();
    try (Stream<Path> held = Files.walk(shared)) {
      for (Path name : held.skip(1).toList()) {
        assertThat(owner(name)).as(name.toString()).isEqualTo(OTHER);
      }
    }
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  @ParameterizedTest(name = "umask {0}")
  @ValueSource(strings = {"022", "000"})
  void theCommandLeavesNoNameToTake(String umask) throws Exception {
    String status = "umask " + umask + "; '" + HOME + "/jkexec' status --all";
    assertThat(runBesideGreed(status)).as(process.err()).isZero();
    assertThat(process.out()).contains("default: empty, sim");
    assertThatOtherHasNothing();
  }

  /**
   * Root's load stands still at each of its calls while the other user is at work where both may
   * make names. Without {@code -Dkill.all}, at the first call of each kind.
   */
  @Test
  void noMomentOfALoadIsTheOthers() throws Exception {
    assumeTrue(Moments.lacking().isEmpty(), Moments.lacking());
    Moments moments = Moments.in(directory);
    Path kernel = Files.write(directory.resolve("vmlinuz"), new SyntheticBzImage().bytes());
    String load = "exec '" + HOME + "/jkexec' load '" + kernel + "' --append=mine --machine=sim";
    Path state = shared.resolve("state");
    Path calls = directory.resolve("calls");
    assertThat(run(at(moments, state, calls, 0), load)).as(process.err()).isZero();
    Set<String> known = new HashSet<>();
    for (Moment moment : Moments.read(calls)) {
      if (moment.acts() && (known.add(moment.call()) || Boolean.getBoolean("kill.all"))) {
        assertThat(process.process(List.of("rm", "-rf", shared + "/state", shared + "/jkexec")))
            .isZero();
        Process root =
            new ProcessBuilder(command(at(moments, state, calls, moment.number()), load))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        takeFrom(root);
        String said = moment + ": " + Files.readString(directory.resolve("said"));
        assertThat(root.exitValue()).as(said).isIn(0, 1);
        assertThat(loot).as(said).isEmptyFile();
        if (root.exitValue() == 0) {
          assertThat(new KeptSim(state).holds("default")).hasValue("mine");
          assertThat(owner(state.resolve("sim/sim/default.manifest"))).isZero();
        } else {
          assertThat(said).contains("(state-directory-");
        }
      }
    }
  }

  private static Map<String, String> at(Moments moments, Path state, Path calls, int number) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JKEXEC_STATE", state.toString());
    environment.putAll(moments.environment(state, calls, number, "stop"));
    return environment;
  }

  /** Does what another user may do while a command of root's stands still, and lets it go on. */
  private void takeFrom(Process root) throws Exception {
    Path take = Files.writeString(directory.resolve("take"), TAKE);
    Path victim = Files.writeString(directory.resolve("victim"), "as it was");
    try {
      CommandJar.awaitStop(root);
      List<String> command = new ArrayList<>(asOther(take));
      command.add(victim.toString());
      assertThat(process.process(command)).as(process.err()).isZero();
      CommandJar.signal(root, "CONT");
    } finally {
      CommandJar.awaitEnd(root);
    }
    assertThat(victim).hasContent("as it was");
  }

  @Test
  void theInteractiveJarLeavesNoNameToTake() throws Exception {
    Files.createDirectory(directory.resolve("etc"));
    Files.writeString(directory.resolve("etc/gosh_profile"), "echo the profile of another\n");
    runBesideGreed("umask 000; " + interactive(shared));
    assertThat(process.out()).doesNotContain("the profile of another");
    assertThatOtherHasNothing();
  }

  private static String interactive(Path temporary) {
    return "'%s/bin/java' -Djava.io.tmpdir='%s' -jar '%s'"
        .formatted(System.getProperty("java.home"), temporary, HOME.resolve("cnf/target/gogo.jar"));
  }

  @Test
  void aTemporaryDirectoryOfAnotherIsRefused() throws Exception {
    Path foreign = foreign("tmpdir");
    assertThat(run(Map.of(), interactive(foreign))).isEqualTo(1);
    assertThat(process.err()).contains(foreign + " belongs to the user " + OTHER, "cure:");
    assertThat(process.out()).isEmpty();
    assertThat(foreign).isEmptyDirectory();
  }

  @Test
  void aStateDirectoryOfAnotherIsRefused() throws Exception {
    Path foreign = foreign("kept");
    Path link = Files.createSymbolicLink(directory.resolve("link"), foreign);
    for (Path state : List.of(foreign, foreign.resolve("below"), link.resolve("below"))) {
      assertThat(status(Map.of("JKEXEC_STATE", state.toString()))).isEqualTo(1);
      assertThat(process.err()).contains("state-directory-not-trusted");
    }
    assertThat(foreign).isEmptyDirectory();
  }

  @Test
  void aClassArchiveOfAnotherIsNotRead() throws Exception {
    Path foreign = foreign("cache");
    for (int feature = 17; feature <= Runtime.version().feature(); feature++) {
      Files.writeString(foreign.resolve("classes-" + feature + ".jsa"), "no archive");
    }
    Map<String, String> caches =
        Map.of(
            "JKEXEC_CACHE",
            foreign.toString(),
            "XDG_CACHE_HOME",
            foreign.toString(),
            "HOME",
            foreign.toString());
    assertThat(status(caches)).as(process.err()).isZero();
    try (Stream<Path> files = Files.walk(foreign)) {
      assertThat(files.skip(1)).allSatisfy(file -> assertThat(file).hasContent("no archive"));
    }
  }

  @Test
  void theFirstBuildIsForRootToWriteAlone() throws Exception {
    Path clone = cloneWithoutJar();
    Path tools = Files.createDirectory(directory.resolve("bin"));
    Path maven =
        Files.writeString(
            tools.resolve("mvn"),
            """
            #!/bin/sh
            echo "$MAVEN_OPTS, rc skipped: $MAVEN_SKIP_RC" >&2
            cp '%s' '%s'
            """
                .formatted(HOME.resolve(JAR), clone.resolve(JAR)));
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    String start = "umask 000; PATH='" + tools + "':$PATH; '" + clone + "/jkexec' status --all";

    Path source = Files.createFile(clone.resolve("source"));
    Files.setAttribute(source, "unix:mode", 0666);
    assertThat(run(Map.of(), start)).isEqualTo(1);
    assertThat(process.err())
        .contains("everybody may write to " + source)
        .doesNotContain("rc skipped");

    Files.setAttribute(source, "unix:mode", 0644);
    assertThat(run(Map.of(), start)).as(process.err()).isZero();
    assertThat(process.err()).contains("-Djava.io.tmpdir=" + clone, "rc skipped: 1");
    try (Stream<Path> files = Files.walk(clone)) {
      for (Path file : files.toList()) {
        int mode = (int) Files.getAttribute(file, "unix:mode");
        assertThat(mode & 0022).as(file.toString()).isZero();
      }
    }

    Files.setAttribute(clone.resolve(JAR), "unix:uid", OTHER);
    assertThat(run(Map.of(), start)).isEqualTo(1);
    assertThat(process.err()).contains("kexec.jar belongs to the user " + OTHER);
  }

  private Path cloneWithoutJar() throws IOException {
    Path clone = Files.createDirectory(directory.resolve("clone"));
    Files.createDirectory(clone.resolve("kexec.cli"));
    Path launcher = Files.copy(HOME.resolve("jkexec"), clone.resolve("jkexec"));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return clone;
  }

  private int status(Map<String, String> environment) throws Exception {
    return run(environment, "'" + HOME + "/jkexec' status");
  }

  private Path foreign(String name) throws IOException {
    Path foreign = Files.createDirectory(directory.resolve(name));
    Files.setAttribute(foreign, "unix:uid", OTHER);
    return foreign;
  }
}

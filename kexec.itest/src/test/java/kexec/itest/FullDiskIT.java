package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * File systems without room, without inodes, or without permission to write, and output that nobody
 * takes. Without {@code -Dkill.all}, a few of the sizes.
 */
@Tag("once")
class FullDiskIT {

  private static final boolean ALL = Boolean.getBoolean("kill.all");
  private static final Path LAUNCHER = Path.of("..", "jkexec").toAbsolutePath().normalize();

  /**
   * Loads an image on a file system in memory, mounts it anew with limits, runs a command there,
   * asks for the status, and lifts the limits. What is kept is copied out before and after a last
   * load. Files and directories take whole pages of 4 KiB.
   */
  private static final String SCRIPT =
      """
      set -e
      state=$1 limits=$2 more=$3 launcher=$4 kernel=$5 out=$6
      shift 6
      run() {
        name=$1
        shift
        status=0
        timeout 60 "$launcher" "$@" >"$out/$name.out" 2>"$out/$name.err" || status=$?
        echo $status >"$out/$name.status"
      }
      mount -t tmpfs -o size=64m,mode=0700 tmpfs "$state"
      run old load "$kernel" --append=old --machine=sim
      case $limits in
        size) how=size=$(($(df -k --output=used "$state" | tail -n 1) + 4 * more))k ;;
        inodes) how=nr_inodes=$(($(df --output=iused "$state" | tail -n 1) + more)) ;;
        ro) how=ro ;;
      esac
      mount -o "remount,$how" "$state"
      run limited "$@"
      run status status --json --all
      cp -a "$state" "$out/limited"
      mount -o remount,rw,size=64m,nr_inodes=1000 "$state"
      run next load "$kernel" --append=next --machine=sim
      cp -a "$state" "$out/next"
      """;

  @TempDir private Path directory;

  private CommandJar process;
  private Path kernel;

  @BeforeEach
  void prepare() throws IOException {
    process = new CommandJar(directory);
    kernel = Files.write(directory.resolve("vmlinuz"), new SyntheticBzImage().bytes());
  }

  static Stream<String> limits() {
    IntStream sizes = ALL ? IntStream.rangeClosed(0, 24) : IntStream.of(0, 12);
    IntStream inodes = ALL ? IntStream.rangeClosed(0, 6) : IntStream.of(0);
    return Stream.concat(
        Stream.concat(
            sizes.mapToObj(pages -> "size " + pages), inodes.mapToObj(more -> "inodes " + more)),
        Stream.of("ro 0"));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void aLoadThatFindsNoRoom(String limit) throws Exception {
    int status = run(limit, "load", "KERNEL", "--append=new", "--machine=sim");
    String held = new KeptSim(directory.resolve("limited")).holds("default").orElse("nothing");
    assertThat(held).isIn(status == 0 ? List.of("new") : List.of("old", "new"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"size 0", "inodes 0", "ro 0"})
  void anUnloadNeedsNoRoom(String limit) throws Exception {
    int status = run(limit, "unload", "--machine=sim");
    boolean held = new KeptSim(directory.resolve("limited")).holds("default").isPresent();
    assertThat(status).isEqualTo(limit.startsWith("ro") ? 1 : 0);
    assertThat(held).isEqualTo(limit.startsWith("ro"));
  }

  /** {@return the exit status of a command under a limit} */
  private int run(String limit, String... words) throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    List<String> command = new ArrayList<>(List.of("env"));
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    command.add("JKEXEC_STATE=" + state);
    command.addAll(List.of("unshare", "--mount"));
    assumeTrue(canMount(command), "this user may not mount");
    command.addAll(List.of("sh", "-c", SCRIPT, "sh", state.toString()));
    command.addAll(List.of(limit.split(" ", -1)));
    command.addAll(List.of(LAUNCHER.toString(), kernel.toString(), directory.toString()));
    for (String word : words) {
      command.add(word.replace("KERNEL", kernel.toString()));
    }
    assertThat(process.process(command)).as(process.err()).isZero();
    assertThat(read("old.status")).isEqualTo("0");
    assertThat(read("status.status")).as(read("status.err")).isEqualTo("0");
    KeptSim limited = new KeptSim(directory.resolve("limited"));
    limited.requireTrue(read("status.out"));
    int status = Integer.parseInt(read("limited.status"));
    assertThat(status).as(read("limited.err")).isIn(0, 1);
    assertThat(read("limited.err")).doesNotContain("\tat ", "Exception");
    if (status == 1) {
      assertThat(read("limited.err")).contains("why:", "cure:").containsPattern("\\([a-z-]+\\)\n");
    }
    assertThat(read("next.status")).as(read("next.err")).isEqualTo("0");
    KeptSim next = new KeptSim(directory.resolve("next"));
    assertThat(next.holds("default")).hasValue("next");
    assertThat(next.garbage()).isEmpty();
    return status;
  }

  private boolean canMount(List<String> command) throws Exception {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", directory.resolve("state").toString()));
    return process.process(words) == 0;
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name)).strip();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "plan KERNEL --machine=sim",
        "plan KERNEL --machine=sim --json",
        "load KERNEL --machine=sim",
        "unload --machine=sim",
        "backends",
        "entries",
        "inspect KERNEL",
        "crashsize",
        "explain --machine=sim",
        "simulate KERNEL",
      })
  void aResultThatNobodyTakesIsAFailure(String words) throws Exception {
    String command = "'" + LAUNCHER + "' " + words.replace("KERNEL", "'" + kernel + "'");
    assertThat(shell(command + " >/dev/full")).as(process.err()).isEqualTo(1);
    assertThat(process.err()).contains("(output-not-written)", "cure:").doesNotContain("\tat ");
  }

  /** Whoever reads only the first lines has what it wanted. */
  @Test
  void aReaderThatHasGoneIsNotTold() throws Exception {
    shell("{ sleep 1; exec '" + LAUNCHER + "' plan '" + kernel + "' --machine=sim; } | true");
    assertThat(process.err()).isEmpty();
  }

  private int shell(String script) throws Exception {
    return process.process(
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            "JKEXEC_STATE=" + process.state(),
            "sh",
            "-c",
            script));
  }
}

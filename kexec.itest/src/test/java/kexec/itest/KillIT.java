package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kexec.itest.Moments.Moment;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands that are killed, that get an error, that are slow or stand still, at each of the calls
 * by which they work on what is kept. Whatever happened, {@code status} does not contradict the
 * receiver, the next command works, and nothing is left behind.
 *
 * <p>Without {@code -Dkill.all}, one call of each use is tried.
 */
@Tag("once")
class KillIT {

  private static final boolean ALL = Boolean.getBoolean("kill.all");
  private static final Path LAUNCHER = Path.of("..", "jkexec").toAbsolutePath().normalize();
  private static final int KILLED = 128 + 9;

  /** ENOSPC, EIO, EMFILE, EROFS, EDQUOT: in turn. */
  private static final List<Integer> ERRORS = List.of(28, 5, 24, 30, 122);

  /** Before a lock is taken, and while it is held: then whoever comes waits for 20 s. */
  private static final Set<String> HELD_UP = Set.of("create .lock", "rename .manifest");

  private static final List<String> LOAD =
      List.of("load", "KERNEL", "--machine=sim", "--append=new");
  private static final List<String> LOAD_CRASH =
      List.of("load", "-p", "KERNEL", "--machine=sim", "--append=new");
  private static final List<String> UNLOAD = List.of("unload", "--machine=sim");
  private static final List<String> EXEC = List.of("exec", "--machine=sim");
  private static final List<String> KEEP = List.of("keep", "--once", "--directory=CONFIGURED");

  @TempDir private Path directory;

  private final AtomicInteger runs = new AtomicInteger();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private Moments moments;
  private Path kernel;
  private Path configured;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(Moments.lacking().isEmpty(), Moments.lacking());
    moments = Moments.in(directory);
    kernel = Files.write(directory.resolve("vmlinuz"), new SyntheticBzImage().bytes());
    configured = Files.createDirectory(directory.resolve("configured"));
    Files.setPosixFilePermissions(configured, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() {
    workers.shutdownNow();
  }

  /** A place for a few commands, with what is kept, and the directory for temporary files. */
  private final class Place {

    private final Path top;
    private final Path state;
    private final Path temporary;
    private final CommandJar process;

    Place() throws IOException {
      top = Files.createDirectory(directory.resolve("run" + runs.incrementAndGet()));
      state = top.resolve("state");
      temporary = Files.createDirectory(top.resolve("tmp"));
      process = new CommandJar(top);
    }

    /** Another place with the same kept state. */
    Place copy() throws IOException {
      Place copy = new Place();
      if (Files.exists(state)) {
        try (Stream<Path> files = Files.walk(state)) {
          for (Path file : files.toList()) {
            Path to = copy.state.resolve(state.relativize(file));
            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
      return copy;
    }

    private List<String> command(int number, String happens, List<String> words) {
      List<String> command = command(state, number, happens, words);
      command.add(1, "MOMENTS_STAT=yes");
      return command;
    }

    private List<String> command(Path below, int number, String happens, List<String> words) {
      List<String> command = new ArrayList<>(List.of("env"));
      command.add("JAVA_HOME=" + System.getProperty("java.home"));
      command.add("JKEXEC_STATE=" + state);
      command.add("JKEXEC_MACHINE=sim");
      command.add("TMPDIR=" + temporary);
      moments
          .environment(below, top.resolve("calls"), number, happens)
          .forEach((name, value) -> command.add(name + "=" + value));
      command.add(LAUNCHER.toString());
      for (String word : words) {
        command.add(
            word.replace("KERNEL", kernel.toString()).replace("CONFIGURED", configured.toString()));
      }
      return command;
    }

    int run(int number, String happens, List<String> words) throws Exception {
      return process.process(command(number, happens, words));
    }

    int run(String... words) throws Exception {
      return run(0, "", List.of(words));
    }

    Process start(int number, String happens, List<String> words) throws IOException {
      return new ProcessBuilder(command(number, happens, words))
          .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(top.resolve("out.first").toFile())
          .redirectError(top.resolve("err.first").toFile())
          .start();
    }

    KeptSim kept() {
      return new KeptSim(state);
    }

    String told() {
      return process.out() + process.err();
    }

    void requireTruth() throws Exception {
      assertThat(run("status", "--json", "--all")).as(told()).isZero();
      kept().requireTrue(process.out());
    }

    /** The next command works, and then nothing is there that is of no use. */
    void requireNextWorks(Work work, boolean loads) throws Exception {
      String slot = work.slot();
      List<String> words = new ArrayList<>();
      if (work.words().equals(KEEP)) {
        words.addAll(KEEP);
      } else {
        words.add(loads ? "load" : "unload");
        if (loads) {
          words.addAll(List.of("KERNEL", "--append=next"));
        }
        if (slot.equals("crash")) {
          words.add("-p");
        }
        words.add("--machine=sim");
      }
      assertThat(run(0, "", words)).as(told()).isZero();
      assertThat(kept().holds(slot).isPresent()).isEqualTo(!words.contains("unload"));
      if (work.words().equals(KEEP) || work.words().equals(EXEC)) {
        // What is left in a slot goes with the next load or unload there; these need not be either.
        assertThat(run("unload", "-p", "--machine=sim")).as(told()).isZero();
      }
      assertThat(kept().garbage()).isEmpty();
      try (Stream<Path> files = Files.list(temporary)) {
        assertThat(files).isEmpty();
      }
    }

    /** A refusal tells why and what helps, and no trace. */
    void requireRefusal(int status) {
      assertThat(status).as(told()).isIn(0, 1, 4);
      assertThat(process.err()).doesNotContain("\tat ", "Exception");
      if (status != 0 && process.out().isEmpty()) {
        assertThat(process.err()).contains("why:", "cure:").containsPattern("\\([a-z-]+\\)\n");
      }
    }
  }

  /**
   * What is tried.
   *
   * @param name a name
   * @param slot the slot that the command works on
   * @param words the command
   * @param loaded whether an image with the command line {@code old} is in both slots before
   */
  private record Work(String name, String slot, List<String> words, boolean loaded) {

    static List<Work> all() {
      return List.of(
          new Work("load", "default", LOAD, true),
          new Work("load -p", "crash", LOAD_CRASH, true),
          new Work("first load", "default", LOAD, false),
          new Work("unload", "default", UNLOAD, true),
          new Work("exec", "default", EXEC, true),
          new Work("keep", "crash", KEEP, true));
    }
  }

  private Place before(Work work) throws Exception {
    Place place = new Place();
    if (work.words().equals(KEEP)) {
      configure("old");
      assertThat(place.run(0, "", KEEP)).as(place.told()).isZero();
      configure("new");
    } else if (work.loaded()) {
      String file = kernel.toString();
      int loaded = place.run("load", file, "--append=old", "--machine=sim");
      assertThat(loaded).as(place.told()).isZero();
      loaded = place.run("load", "-p", file, "--append=old", "--machine=sim");
      assertThat(loaded).as(place.told()).isZero();
    }
    Files.deleteIfExists(place.top.resolve("calls"));
    return place;
  }

  private void configure(String words) throws IOException {
    Path file =
        Files.writeString(
            configured.resolve("kdump.conf"),
            "slot = crash\nkernel = " + kernel + "\nsettle = 0\nappend = " + words + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /**
   * The calls of a command: one of each use that no earlier command had; or all of them, of a look
   * that is repeated at once the first.
   */
  private static List<Moment> chosen(Place place, Work work, Map<String, Work> known)
      throws Exception {
    Place listed = place.copy();
    int status = listed.run(0, "", work.words());
    assertThat(status).as(listed.told()).isZero();
    List<Moment> chosen = new ArrayList<>();
    String before = "";
    for (Moment moment : Moments.read(listed.top.resolve("calls"))) {
      boolean isRepeated = !moment.acts() && moment.kind().equals(before);
      if (known.putIfAbsent(moment.use(), work) == null || (ALL && !isRepeated)) {
        chosen.add(moment);
      }
      before = moment.kind();
    }
    return chosen;
  }

  /** Does something to a copy of a place at a call. */
  @FunctionalInterface
  private interface Trial {
    void at(Place place, Work work, Moment moment) throws Exception;
  }

  private int tryAll(Predicate<Moment> wanted, Trial trial) throws Exception {
    Map<String, Work> known = new LinkedHashMap<>();
    List<Future<?>> tried = new ArrayList<>();
    for (Work work : Work.all()) {
      Place place = before(work);
      for (Moment moment : chosen(place, work, known)) {
        if (wanted.test(moment)) {
          tried.add(
              workers.submit(
                  () -> {
                    try {
                      trial.at(place.copy(), work, moment);
                    } catch (Exception | AssertionError e) {
                      throw new AssertionError(work.name() + ", " + moment + ": " + e, e);
                    }
                    return null;
                  }));
        }
      }
      if (work.words().equals(KEEP)) {
        break;
      }
    }
    List<String> failures = new ArrayList<>();
    for (Future<?> each : tried) {
      try {
        each.get();
      } catch (ExecutionException e) {
        failures.add(String.valueOf(e.getCause()));
      }
    }
    assertThat(failures).isEmpty();
    return tried.size();
  }

  /** The kernel sees no call that the library has not counted. */
  @Test
  void noCallIsMissed() throws Exception {
    Work work = Work.all().get(1);
    Place place = before(work);
    Path seen = place.top.resolve("strace");
    List<String> traced =
        List.of("strace", "-f", "-y", "-s", "0", "-e", "trace=file,desc", "-o", seen.toString());
    List<String> command = new ArrayList<>(traced);
    command.add("true");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/strace")) && place.process.process(command) == 0,
        "there is no strace, or this process may not trace another");
    command = place.command(0, "", work.words());
    command.addAll(command.indexOf(LAUNCHER.toString()), traced);
    assertThat(place.process.process(command)).as(place.told()).isZero();
    Map<String, Integer> counted = new TreeMap<>();
    for (Moment moment : Moments.read(place.top.resolve("calls"))) {
      if (moment.acts() && !moment.call().equals("open")) {
        counted.merge(moment.call(), 1, Integer::sum);
      }
    }
    assertThat(counted).isNotEmpty().isEqualTo(Moments.traced(seen, place.state));
  }

  @Test
  void aKillAtAnyCall() throws Exception {
    int tried = tryAll(Moment::acts, this::killed);
    assertThat(tried).isGreaterThan(15);
    System.out.println("KillIT: killed at " + tried + " calls");
  }

  /** After a call has had its effect is the same as before the next one. */
  private void killed(Place place, Work work, Moment moment) throws Exception {
    assertThat(place.run(moment.number(), "kill", work.words())).as(place.told()).isEqualTo(KILLED);
    requireOldOrNew(place, work);
    place.requireTruth();
    place.requireNextWorks(work, moment.number() % 2 == 0);
  }

  /** A default image is exchanged at once; a crash image is freed first, as Linux does it. */
  private static void requireOldOrNew(Place place, Work work) throws IOException {
    Optional<String> held = place.kept().holds(work.slot());
    if (work.slot().equals("default") && work.words().equals(LOAD) && work.loaded()) {
      assertThat(held).isPresent();
    }
    held.ifPresent(line -> assertThat(line.split(" ", -1)[0]).isIn("old", "new"));
  }

  @Test
  void anErrorAtAnyCall() throws Exception {
    int tried = tryAll(moment -> ALL || moment.number() % 2 == 0, this::failed);
    System.out.println("KillIT: errors at " + tried + " calls");
  }

  private void failed(Place place, Work work, Moment moment) throws Exception {
    int error = ERRORS.get(moment.number() % ERRORS.size());
    List<String> fates = List.of("error=" + error, "errors=" + error);
    for (String fate : ALL ? fates : List.of(fates.get(moment.number() / 2 % 2))) {
      Place copy = place.copy();
      int status = copy.run(moment.number(), fate, work.words());
      try {
        copy.requireRefusal(status);
        requireOldOrNew(copy, work);
        if (status == 0 && work.words().contains("--append=new")) {
          assertThat(copy.kept().holds(work.slot()).orElse("")).startsWith("new");
        }
        copy.requireTruth();
        copy.requireNextWorks(work, moment.number() % 2 == 0);
      } catch (AssertionError e) {
        throw new AssertionError(fate + ", " + status + ", " + copy.told() + ": " + e, e);
      }
    }
  }

  /** What cannot be read is not taken for what is not there. */
  @Test
  void anErrorAtALookCostsNothing() throws Exception {
    Map<String, Work> known = new LinkedHashMap<>();
    for (Work work : Work.all()) {
      if (work.words().equals(EXEC) || work.words().equals(UNLOAD)) {
        Place place = before(work);
        assertThat(place.run("status", "--json")).as(place.told()).isZero();
        String before = place.process.out();
        for (Moment moment : chosen(place, work, known)) {
          Place copy = place.copy();
          if (!moment.acts() && copy.run(moment.number(), "error=5", work.words()) == 1) {
            assertThat(copy.run("status", "--json")).as(copy.told()).isZero();
            assertThat(copy.process.out()).as(work.name() + ", " + moment).isEqualTo(before);
          }
        }
      }
    }
  }

  /** A policy is never weaker because something of it cannot be read. */
  @Test
  void anErrorPassesNoPolicy() throws Exception {
    Place place = new Place();
    SamplePolicy policy = SamplePolicy.create(place.top);
    policy.write(SamplePolicy.KERNEL);
    policy.allow(SamplePolicy.digest(kernel));
    policy.revoke(SamplePolicy.digest(kernel));
    List<String> settings =
        List.of("MOMENTS_STAT=yes", "JAVA_TOOL_OPTIONS=-Dkexec.policy=" + policy.file());
    List<String> command = place.command(policy.directory(), 0, "", LOAD);
    command.addAll(1, settings);
    assertThat(place.process.process(command)).isEqualTo(1);
    assertThat(place.told()).contains("policy-revoked");
    Set<String> kinds = new HashSet<>();
    for (Moment moment : Moments.read(place.top.resolve("calls"))) {
      if (kinds.add(moment.kind()) || ALL) {
        command = place.command(policy.directory(), moment.number(), "error=5", LOAD);
        command.addAll(1, settings);
        assertThat(place.process.process(command)).as("%s", moment).isIn(1, 4);
        assertThat(place.told()).containsPattern("\\(policy-(revoked|unreadable)\\)");
      }
    }
    assertThat(kinds).contains("stat /revoked.sha256");
  }

  /** A copy of a file that cannot be mapped loses its name before it has content. */
  @Test
  void aCopyIsGoneWithItsProcess() throws Exception {
    String notes = "/sys/kernel/notes";
    assumeTrue(Files.isReadable(Path.of(notes)), "the kernel shows no notes");
    Place place = new Place();
    List<String> words =
        List.of("plan", "KERNEL", "--initrd=" + notes, "--append=new", "--machine=sim");
    assertThat(place.process.process(place.command(place.temporary, 0, "", words)))
        .as(place.told())
        .isZero();
    assertThat(Moments.read(place.top.resolve("calls")))
        .extracting(Moment::call)
        .startsWith("create", "remove");
  }

  /** A rehearsal that was killed before its emulator started is cleared away by the next one. */
  @Test
  void whatARehearsalLeavesIsRemovedByTheNextOne() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64")), "there is no QEMU");
    Place place = new Place();
    List<String> words = List.of("rehearse", "KERNEL", "--machine=sim");
    for (int i = 0; i < 2; i++) {
      // The call after the directory is locked.
      List<String> command = place.command(place.temporary, 7, "kill", words);
      assertThat(place.process.process(command)).as(place.told()).isEqualTo(KILLED);
    }
    assertThat(place.temporary).isNotEmptyDirectory();
    place.run(0, "", words);
    assertThat(place.temporary).isEmptyDirectory();
  }

  /** Times are for people: what is loaded, and whose it is, does not depend on them. */
  @ParameterizedTest
  @ValueSource(ints = {-31536000, 31536000})
  void aClockThatJumps(int seconds) throws Exception {
    Work work = Work.all().get(0);
    Place place = before(work);
    for (Moment moment : chosen(place, work, new LinkedHashMap<>())) {
      if (moment.call().equals("rename") && (ALL || moment.use().equals("rename .json"))) {
        Place copy = place.copy();
        assertThat(copy.run(moment.number(), "clock=" + seconds, work.words()))
            .as(copy.told())
            .isZero();
        assertThat(copy.kept().holds("default")).hasValue("new");
        copy.requireTruth();
        copy.requireNextWorks(work, moment.number() % 2 == 0);
      }
    }
  }

  @Test
  void killedTwentyTimesNothingGrows() throws Exception {
    Work work = Work.all().get(0);
    Place place = before(work);
    List<Moment> calls = chosen(place, work, new LinkedHashMap<>());
    Place copy = place.copy();
    for (int i = 0; i < (ALL ? 60 : 20); i++) {
      Moment moment = calls.get(i * 7 % calls.size());
      int status = copy.run(moment.number(), "kill", work.words());
      assertThat(status).as(copy.told()).isIn(0, KILLED);
      assertThat(copy.kept().garbage().size()).as("after %s kills", i + 1).isLessThan(5);
    }
    copy.requireTruth();
    copy.requireNextWorks(work, true);
  }

  /**
   * A command stands still, others come and wait for its lock for a limited time, and it goes on.
   */
  @Test
  void aSecondCommandWhileOneStandsStill() throws Exception {
    tryAll(moment -> ALL ? moment.acts() : HELD_UP.contains(moment.use()), this::stopped);
  }

  private void stopped(Place place, Work work, Moment moment) throws Exception {
    Process first = place.start(moment.number(), "stop", work.words());
    try {
      CommandJar.awaitStop(first);
      place.requireTruth();
      int second = place.run("load", kernel.toString(), "--append=second", "--machine=sim");
      place.requireRefusal(second);
      if (second == 0) {
        assertThat(place.kept().holds("default")).hasValue("second");
      }
      place.requireTruth();
      CommandJar.signal(first, "CONT");
      CommandJar.awaitEnd(first);
      assertThat(first.exitValue()).isIn(0, 1);
      place.requireTruth();
      place.requireNextWorks(work, moment.number() % 2 == 0);
    } finally {
      first.destroyForcibly();
    }
  }
}

package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.WantedImage;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import kexec.shell.internal.terminal.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs arguments; checks exit status, standard output and standard error. */
class CliTest {

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
  }

  @ParameterizedTest(name = "jkexec {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "keep                         | true",
        "keep -q                      | true",
        "keep --verbose               | true",
        "keep --json                  | true",
        "keep --directory --once      | true",
        "keep --directory=--once      | true",
        "keep --once                  | false",
        "keep -q --once               | false",
        "keep --directory=keep --once | false",
        "plan keep                    | false",
        "load keep                    | false",
        "-l keep                      | false",
        "-q -l keep                   | false",
        "status                       | false"
      })
  void onlyACommandThatKeepsImagesLasts(String line, boolean lasts) {
    run.run(line.split(" "));
    assertThat(run.opened).containsExactly(lasts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"keep --help", "keep twice", "keep -- --once", "-q keep", "--verbose keep"})
  void whatKeepsNoImagesOpensNothing(String line) {
    run.run(line.split(" "));
    assertThat(run.opened).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-q keep", "--verbose keep --once", "k keep"})
  void aCommandBehindOtherWordsIsToldToComeFirst(String line) {
    assertThat(run.run(line.split(" "))).isEqualTo(2);
    assertThat(run.err).contains("is no command", "; the command 'keep' comes first");
    run.run("laod", "keep");
    assertThat(run.err).contains("did you mean load?").doesNotContain("comes first");
  }

  @ParameterizedTest(name = "jkexec {0} exits with {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "plan vmlinuz                       | 0",
        "plan refused                       | 1",
        "plan absent                        | 1",
        "plan forbidden                     | 4",
        "load vmlinuz                       | 0",
        "load refused                       | 1",
        "unload                             | 0",
        "exec                               | 1",
        "status                             | 0",
        "backends                           | 0",
        "inspect vmlinuz                    | 0",
        "inspect foreign                    | 0",
        "inspect absent                     | 1",
        "simulate vmlinuz                   | 0",
        "simulate refused                   | 1",
        "compare vmlinuz vmlinuz            | 0",
        "compare vmlinuz absent             | 1",
        "--help                             | 0",
        "--version                          | 0",
        "plan                               | 2",
        "plan a b                           | 2",
        "plan a --nonsense                  | 2",
        "plan a --mem-min=x                 | 2",
        "plan a --mem-min=-1                | 2",
        "plan a --mem-min=20000000000G      | 2",
        "plan a --mem-max=0x10000000000000000 | 2",
        "plan a --mem-min=2M --mem-max=1M   | 2",
        "plan a --append=x --append=y       | 2",
        "plan a --page-list -s              | 2",
        "plan a --append=x --command-line=y | 2",
        "plan a --initrd                    | 2",
        "plan a --entry=0                   | 0",
        "plan a --entry=0x0                 | 0",
        "plan a --entry=0x1000              | 2",
        "plan a --entry=x                   | 2",
        "load a --entry=4096                | 2",
        "load --entry=4096                  | 2",
        "plan --entry=0                     | 2",
        "plan --entry=default               | 1",
        "plan --entry=x --reuse-cmdline     | 2",
        "plan --entry=x --reuseinitrd       | 2",
        "plan --entry=x --module=m          | 2",
        "compare a b --entry=x              | 2",
        "entries                            | 1",
        "entries x                          | 2",
        "plan a --reuseinitrd               | 1",
        "crashsize                          | 0",
        "--print-ckr-size                   | 0",
        "crashsize --machine=linux          | 0",
        "crashsize k                        | 2",
        "status --all                       | 0",
        "load                               | 2",
        "load a --memory-map=x              | 2",
        "load a --segments-to=x             | 2",
        "unload vmlinuz                     | 2",
        "exec vmlinuz                       | 2",
        "status vmlinuz                     | 2",
        "backends vmlinuz                   | 2",
        "inspect                            | 2",
        "inspect a b                        | 2",
        "simulate                           | 2",
        "simulate a --seed=x                | 2",
        "simulate a --machine=linux         | 2",
        "compare a                          | 2",
        "compare a b c                      | 2",
        "vmlinuz                            | 2",
        "nonsense --json                    | 2",
      })
  void exitStatus(String words, int status) {
    assertThat(run.run(words.split(" "))).as(run.err).isEqualTo(status);
    if (status == 0) {
      assertThat(run.out).isNotEmpty();
      assertThat(run.err).isEmpty();
    } else {
      assertThat(run.out).isEmpty();
      assertThat(run.err).startsWith("jkexec: ").endsWith("\n");
    }
    if (status == 2) {
      assertThat(run.err).contains("cure: See jkexec --help.");
      assertThat(run.kexec.requests).isEmpty();
    }
  }

  @Test
  void noWordsAreAUsageError() {
    assertThat(run.run()).isEqualTo(2);
    assertThat(run.err).contains("there is no command");
  }

  @Test
  void failuresTellWhatWhyAndTheCure() {
    run.run("plan", "absent");
    assertThat(run.err)
        .isEqualTo(
            """
            jkexec: reading absent
              why:  there is no such file (file-absent)
              cure: Check the path.
            """);
  }

  @Test
  void refusalsTellEveryFinding() {
    run.run("plan", "refused");
    assertThat(run.err)
        .isEqualTo(
            """
            jkexec: planning refused
              why:  there is no room (no-room)
              cure: Make room.
              why:  the line is too long (too-long)
              cure: Shorten it.
              warning  the kernel is old (old-kernel)
                       Take a newer one.
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"load k", "unload", "status", "-l k", "-u -p", "-S"})
  void whatIsNotPermittedExitsWithFour(String words) {
    run.kexec.permitted = false;
    assertThat(run.run(words.split(" "))).isEqualTo(4);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("Run as root.");
  }

  @Test
  void allOptionsOfAPlanAreHandedOn() {
    int status =
        run.run(
            "plan",
            "-p",
            "--initrd=a",
            "k",
            "--ramdisk",
            "b",
            "--append",
            "-- x=\"1 2\" @f ${y}",
            "--mem-min=0x100000",
            "--mem-max",
            "4G",
            "--machine=xen",
            "-t",
            "bzImage");
    assertThat(status).as(run.err).isZero();
    assertThat(run.kexec.requests)
        .containsExactly(
            PlanRequest.of(Path.of("k"))
                .slot(Slot.CRASH)
                .initrds(List.of(Path.of("a"), Path.of("b")))
                .commandLine("-- x=\"1 2\" @f ${y}")
                .limits(Range.machine(0x100000, 4L << 30))
                .machine("xen")
                .protocol("bzImage")
                .build());
  }

  @ParameterizedTest(name = "{0} gives [{1}]")
  @CsvSource(
      delimiter = '|',
      value = {
        "--append=x                           | x",
        "--append=--reuse-cmdline             | --reuse-cmdline",
        "--reuse-cmdline                      | ro crashkernel=1G,high crashkernel=64M,low quiet",
        "--reuse-cmdline --append=x           | ro crashkernel=1G,high crashkernel=64M,low quiet x",
        "--reuse-cmdline -p                   | ro quiet",
        "--reuse-cmdline -p --command-line=x  | ro quiet x",
      })
  void commandLine(String options, String expected) {
    assertThat(run.run(("plan k " + options).split(" +"))).as(run.err).isZero();
    assertThat(run.kexec.requests.get(0).commandLine()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} asks for {1}")
  @CsvSource({
    "-c, segments",
    "--kexec-syscall, segments",
    "-s, files",
    "--kexec-file-syscall, files",
    "--page-list, page-list",
    "-a,",
    "--kexec-syscall-auto,",
    "--mem-min=0,",
  })
  void whatIsHandedOver(String option, LoadMethod method) {
    assertThat(run.run("load", "k", option)).as(run.err).isZero();
    assertThat(run.kexec.requests.get(0).method()).isEqualTo(Optional.ofNullable(method));
  }

  @Test
  void planForAnotherMachine() throws Exception {
    Path map = Files.writeString(directory.resolve("map"), "0x0-0x3fffffff usable\n");
    assertThat(run.run("plan", "k", "--memory-map=" + map)).isZero();
    assertThat(run.kexec.requests.get(0).memoryMap().orElseThrow().ram().size())
        .isEqualTo(0x40000000);
    assertThat(run.out).contains("none named");
    Files.writeString(map, "nonsense\n");
    assertThat(run.run("plan", "k", "--memory-map=" + map)).isEqualTo(1);
    assertThat(run.err).contains("line 1, \"nonsense\"", "memory-map-line");
  }

  @Test
  void unloadAndExecNameSlotAndMachine() {
    run.kexec.loaded.add(Slot.CRASH);
    assertThat(run.run("exec", "--crash", "--machine=a")).isZero();
    assertThat(run.run("unload", "-p", "--machine", "b")).isZero();
    assertThat(run.out).isEqualTo("unloaded: crash slot\n");
    assertThat(run.kexec.loaded).isEmpty();
    assertThat(run.kexec.machines).containsExactly("a", "b");
  }

  @Test
  void statusIsOneLineForEachSlot() {
    run.run("load", "k");
    assertThat(run.out)
        .startsWith("loaded: default slot, k, 3 segments (4.0 MiB)\n")
        .contains("warning  the kernel is old (old-kernel)");
    run.run("status");
    assertThat(run.out)
        .isEqualTo(
            "default: loaded, linux, /boot/vmlinuz, 3 segments, 4.0 KiB, handed over as"
                + " segments, since 1970-01-01T00:00:00Z, never rehearsed, command line: ro\n"
                + "crash: empty, linux; trouble: could not be moved\n");
  }

  @ParameterizedTest(name = "{0} with {1} loaded exits with {2}")
  @CsvSource({
    "status, DEFAULT, 0",
    "status -p, CRASH, 0",
    "-S, DEFAULT, 0",
    "-S, CRASH, 1",
    "-S -l, DEFAULT, 1",
    "-S -l, CRASH, 0",
    "-l -S, DEFAULT, 1",
    "--status --load, DEFAULT, 1",
    "--status, CRASH, 1",
    "-S -l -p, CRASH, 1",
    "-S -l -p, DEFAULT, 0",
    "-S -p, CRASH, 1",
    "-p -S, CRASH, 1",
    "-S -p, DEFAULT, 0",
  })
  void statusExitsAsKexecToolsOnlyWhereSpelledSo(String words, Slot slot, int status) {
    run.kexec.loaded.add(slot);
    assertThat(run.run(words.split(" "))).isEqualTo(status);
    assertThat(run.out.lines()).hasSize(2);
  }

  @Test
  void emptySlotsOfMachinesThatMustBeNamedAreShownOnlyWithAll() {
    run.kexec.spare = true;
    run.run("status");
    assertThat(run.out).contains("linux").doesNotContain("spare", "linux-kernel");
    run.run("status", "--json");
    assertThat(run.json().getAsJsonArray("slots")).hasSize(2);
    run.run("status", "--all");
    assertThat(run.out)
        .contains("(receiver linux-kernel)", "default: empty, spare (receiver spare-0)");
    run.run("status", "--all", "--json");
    assertThat(run.json().getAsJsonArray("slots")).hasSize(3);
    run.kexec.spareLoaded = true;
    run.run("status");
    assertThat(run.out).contains("default: loaded, spare, ");
    assertThat(run.run("-S", "-l")).isEqualTo(1);
  }

  @Test
  void whatTheReceiverDoesNotConfirmIsToldAsRecorded() {
    run.kexec.loaded.add(Slot.DEFAULT);
    run.kexec.confirmed = false;
    run.run("status");
    assertThat(run.out).contains("default: loaded, linux, as recorded: /boot/vmlinuz, ");
    run.kexec.loaded.add(Slot.CRASH);
    run.run("status");
    assertThat(run.out).contains("crash: loaded, linux, an image of which nothing is recorded");
  }

  @Test
  void aLostImageIsToldWithWhatBecomesOfIt() {
    run.kexec.loss =
        Optional.of(
            new WantedImage.Loss(
                Instant.EPOCH, "no room", 2, Optional.of(Instant.ofEpochSecond(60))));
    run.run("status");
    assertThat(run.out)
        .contains(
            "crash: empty, linux; lost: /boot/kdump, wanted since 1970-01-01T00:00:00Z: no room (it"
                + " is tried again, next at 1970-01-01T00:01:00Z)");
    run.run("status", "--json");
    assertThat(run.out).contains("\"tries\": 2", "\"nextTry\": \"1970-01-01T00:01:00Z\"");
    run.kexec.loss =
        Optional.of(new WantedImage.Loss(Instant.EPOCH, "no room", 0, Optional.empty()));
    run.run("status");
    assertThat(run.out).contains("no room (load it again, or unload it)");
  }

  @Test
  void anEmptySlotIsNotCalledUnloaded() {
    assertThat(run.run("unload")).isZero();
    assertThat(run.out).isEqualTo("nothing to unload: the default slot was empty\n");
    run.run("unload", "-p", "--json");
    assertThat(run.json().get("held").getAsBoolean()).isFalse();
    run.kexec.loaded.add(Slot.DEFAULT);
    run.run("-u");
    assertThat(run.out).isEqualTo("unloaded: default slot\n");
  }

  @Test
  void crashSizeIsANumber() throws Exception {
    run.run("--print-ckr-size");
    assertThat(run.out).isEqualTo("134217728\n");
    run.run("crashsize", "--json");
    assertThat(run.json().get("bytes").getAsLong()).isEqualTo(134217728);
    run.kexec.present = false;
    assertThat(run.run("crashsize", "--machine=linux")).isEqualTo(1);
    // The running system's data is used if no machine accepts images.
    Files.writeString(
        directory.resolve("proc/iomem"),
        "00100000-3fffffff : System RAM\n  10000000-10ffffff : Crash kernel\n");
    assertThat(run.run("crashsize")).as(run.err).isZero();
    assertThat(run.out).isEqualTo("16777216\n");
    Files.writeString(directory.resolve("proc/iomem"), "00100000-3fffffff : System RAM\n");
    run.run("crashsize");
    assertThat(run.out).isEqualTo("0\n");
  }

  @Test
  void theRetainedInitrdComesFirst() throws Exception {
    assertThat(run.run("load", "k", "--reuseinitrd")).isEqualTo(1);
    assertThat(run.err).contains("initrd-not-retained", "retain_initrd");
    Path retained = directory.resolve("sys/firmware/initrd");
    Files.createDirectories(retained.getParent());
    Files.writeString(retained, "cpio");
    assertThat(run.run("-l", "k", "--initrd=more", "--reuseinitrd")).as(run.err).isZero();
    assertThat(run.kexec.requests.get(0).initrds()).containsExactly(retained, Path.of("more"));
  }

  @Test
  void backendsAreATableOfWhatIsThereAndWhatIsAbsent() {
    run.run("backends");
    assertThat(run.out)
        .contains("machine         linux  x86_64  none      10       kexec.baremetal  best\n")
        .contains(
            "absent-machine  other  x86_64  other     0        kexec.other      its library is not"
                + " there\n");
  }

  @Test
  void nothingPresentIsSaid() {
    run.kexec.present = false;
    run.run("status");
    assertThat(run.out)
        .isEqualTo(
            """
            nothing is loaded, and no machine here takes an image without being named
              ('jkexec backends' says why, 'jkexec status --all' tells of every slot)
            """);
    run.run("backends");
    assertThat(run.out).isEqualTo("no backend is present\n");
  }

  @Test
  void simulateGoesTheWholeWay() {
    int status =
        run.run("simulate", "k", "-p", "--scrambled", "--staged-crash", "--awkward", "--seed=-7");
    assertThat(status).isZero();
    assertThat(run.simulator.calls)
        .containsExactly(
            "prepare no machine", "load", "cleanup", "shutdown", "execute crash", "close");
    assertThat(run.simulator.shapes)
        .singleElement()
        .satisfies(
            shape -> {
              assertThat(shape.scrambledFrames()).isTrue();
              assertThat(shape.stagedCrash()).isTrue();
              assertThat(shape.awkwardPages()).isTrue();
              assertThat(shape.seed()).isEqualTo(-7);
              assertThat(shape.memory().crashRegion())
                  .contains(Range.machine(0xa0000000L, 0xb0000000L));
              assertThat(shape.memory().ram().size()).isEqualTo((4L << 30) - 0x80400);
              assertThat(run.kexec.requests.get(0).memoryMap()).contains(shape.memory());
            });
    assertThat(run.out)
        .endsWith(
            "simulated: every byte of 3 segments (4.0 MiB) as planned, entry state as planned\n");
  }

  /** No copy of a memory map shows the memory of crashkernel=SIZE,cma. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-p --reuse-cmdline          | true",
        "-p --reuse-cmdline --append=crashkernel=1M | true",
        "-p --append=crashkernel=768M,cma | true",
        "-p --append=quiet           | false",
        "--reuse-cmdline             | false"
      })
  void cmaOfAnotherMachine(String words, boolean unknown) throws Exception {
    Files.writeString(
        directory.resolve("proc/cmdline"), "ro crashkernel=100M crashkernel=768M,cma quiet\n");
    Path map = Files.writeString(directory.resolve("map"), "0-3fffffff usable\n");
    List<String> all = new ArrayList<>(List.of("plan", "k", "--memory-map=" + map));
    all.addAll(List.of(words.split(" ")));
    run.run(all.toArray(String[]::new));
    MemoryMap asked = run.kexec.requests.get(0).memoryMap().orElseThrow();
    assertThat(asked.isUnknown(UnknownMemory.CRASH_CMA)).isEqualTo(unknown);
  }

  @Test
  void simulateWhereAMachineIsGiven() throws Exception {
    Path map = Files.writeString(directory.resolve("map"), "0-3fffffff usable\n");
    assertThat(run.run("simulate", "k", "--memory-map", map.toString())).isZero();
    assertThat(run.simulator.shapes.get(0).memory().ram().size()).isEqualTo(0x40000000);
    assertThat(run.simulator.shapes.get(0).seed()).isEqualTo(1);
  }

  @Test
  void aFailedCheckFailsTheSimulation() {
    run.simulator.checks =
        List.of(new Check("entry", true, "as planned"), new Check("segment kernel", false, "0x1"));
    assertThat(run.run("simulate", "k")).isEqualTo(1);
    assertThat(run.out).endsWith("FAILED: 1 of 2 checks, first segment kernel: 0x1\n");
    assertThat(run.err).isEmpty();
    run.simulator.checks = List.of();
    assertThat(run.run("simulate", "k")).isEqualTo(1);
    assertThat(run.out).endsWith("FAILED: nothing was checked\n");
  }

  @Test
  void withoutASimulatorOnlySimulateIsRefused() {
    run.present = Optional.empty();
    assertThat(run.run("simulate", "k")).isEqualTo(1);
    assertThat(run.err).contains("simulator-missing", "kexec.sim");
    assertThat(run.out).isEmpty();
    assertThat(run.run("plan", "k")).isZero();
  }

  @Test
  void aRefusingSimulatedMachineIsCleanedUp() {
    run.simulator.refuses = true;
    assertThat(run.run("simulate", "k")).isEqualTo(1);
    assertThat(run.simulator.calls)
        .containsExactly("prepare no machine", "load", "cleanup", "close");
    assertThat(run.err).contains("it is full");
  }

  @Test
  void helpNamesEveryCommandAndEachHasItsOwnWithExamples() {
    run.run("--help");
    String help = run.out;
    assertThat(help).contains("kexec-tools", "Exit status:", "Examples:");
    for (String name : Commands.NAMES) {
      assertThat(help).contains("\n  " + name);
      assertThat(run.run(name, "--help")).as(name).isZero();
      assertThat(run.out).startsWith("Usage: jkexec " + name).contains("Examples:", "--json");
      assertThat(run.err).isEmpty();
    }
    for (String words : List.of("-h", "help", "-l --help", "k -h")) {
      assertThat(run.run(words.split(" "))).isZero();
      assertThat(run.out).isEqualTo(help);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-v", "-l -v"})
  void version(String words) {
    assertThat(run.run(words.split(" "))).isZero();
    assertThat(run.out).isEqualTo("jkexec 1.2.3\n");
  }

  @Test
  void coloursAndProgressOnlyWhereSomebodyWatches() {
    run.run("plan", "k");
    String plain = run.out;
    assertThat(plain).doesNotContain("\u001b");
    run.colours = true;
    run.progress = true;
    run.run("plan", "k");
    assertThat(run.out).contains("\u001b[33mwarning\u001b[0m");
    assertThat(run.out.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    assertThat(run.err).isEqualTo("\r\u001b[Kplanning k …\r\u001b[K");
  }

  @Test
  void controlCharactersOfOthersReachNoTerminal() {
    run.run("plan", "k", "--append=a\u001b[2Jb\u202e");
    assertThat(run.out).contains("a\\x1b[2Jb\\x202e").doesNotContain("\u001b");
    run.run("plan", "k", "--\u001b[2J");
    assertThat(run.err).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan \u001b[2J\u009b1m \u202e", "nothing\nWARN feigned", "plan k\0 x"})
  void usageErrorsAreOneLineEach(String words) {
    assertThat(run.run(words.split(" "))).isEqualTo(2);
    assertThat(run.err).matches("jkexec: \\P{C}*\n  cure: \\P{C}*\n");
  }

  @Test
  void bytesThatAreNoCharactersAreShownAndWritten() {
    assertThat(run.run("plan", "gr\udcfc", "--append=a=\udcff \u00fc")).isZero();
    assertThat(run.out).contains("gr\\xfc", "a=\\xff \u00fc");

    assertThat(run.run("plan", "gr\udcfc", "--append=a=\udcff \u00fc", "--json")).isZero();
    assertThat(run.out).contains("\"gr\\udcfc\"", "\"a=\\udcff \u00fc\"");
    assertThat(run.json().get("commandLine").getAsString()).isEqualTo("a=\udcff \u00fc");
  }

  @Test
  void whatIsComparedIsNamed() {
    assertThat(run.run("compare", "gr\udcfc", "vmlinuz")).isZero();
    assertThat(run.out).contains("gr\\xfc and vmlinuz");
  }

  /** A user typed it in Latin-1 at the boot loader's prompt. */
  @Test
  void theRunningKernelsCommandLineNeedNotBeUtf8() throws Exception {
    Files.write(
        directory.resolve("proc/cmdline"),
        "BOOT_IMAGE=/vmlinuz root=LABEL=gr\u00fc\u00dfe quiet\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run.run("plan", "k", "--reuse-cmdline", "--append=\u00fc", "--json")).isZero();
    assertThat(run.json().get("commandLine").getAsString())
        .isEqualTo("root=LABEL=gr\udcfc\udcdfe quiet \u00fc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan k\ufffd               | 'k\ufffd' has lost",
        "plan k --append=\ufffd     | '--append=\ufffd' has lost",
        "load k --initrd=a\ud83d    | '--initrd=a\\xd83d' has lost",
        "load k --module=\ufffd     | has lost",
        "inspect \ufffd\ufffd       | has lost",
        "nonsense\ufffd             | has lost",
        "inspect a\0b               | 'a\\x00b': a file's name cannot have a NUL",
        "plan k --module=a\0b       | 'a\\x00b': a file's name cannot have a NUL",
        "plan k --memory-map=a\0b   | 'a\\x00b': a file's name cannot have a NUL",
        "plan k --segments-to=a\0b  | 'a\\x00b': a file's name cannot have a NUL"
      })
  void whatCannotBeMeantIsRefusedByName(String words, String told) {
    assertThat(run.run(words.split(" "))).isEqualTo(2);
    assertThat(run.err).contains(told).doesNotContain("Exception");
    assertThat(run.out).isEmpty();
  }

  @Test
  void segmentsAreWrittenAndNoFileIsOverwritten() throws Exception {
    Path to = directory.resolve("a/b");
    assertThat(run.run("plan", "k", "--segments-to=" + to)).isZero();
    assertThat(Files.readString(to.resolve("00-boot-params.bin"))).isEqualTo("params");
    assertThat(Files.readString(to.resolve("01-stub.bin"))).isEqualTo("stub");
    assertThat(Files.readString(to.resolve("02-kernel.bin"))).isEqualTo("kernel bytes");
    Files.delete(to.resolve("00-boot-params.bin"));
    assertThat(run.run("plan", "k", "--segments-to=" + to)).isEqualTo(1);
    assertThat(run.err).contains("segments-file-exists", "01-stub.bin");
    assertThat(run.out).isEmpty();
    assertThat(to.resolve("00-boot-params.bin")).doesNotExist();
  }

  @Test
  void segmentsThatCannotBeWritten() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(run.run("plan", "k", "--segments-to=" + file.resolve("x"))).isEqualTo(1);
    assertThat(run.err).contains("segments-not-written");
  }

  @Test
  void evaluatingReturnsTheValueItself() throws Exception {
    assertThat(run.cli().evaluate("status", List.of(), nobody())).isInstanceOf(List.class);
    assertThat(run.cli().evaluate("unload", List.of("--json"), nobody())).asString().contains("{");
    assertThat(run.cli().evaluate("plan", List.of("--help"), nobody()))
        .asString()
        .startsWith("Usage: jkexec plan");
    assertThat(run.kexec.requests).isEmpty();
  }

  private static Terminal nobody() {
    return Terminal.unwatched(Writer.nullWriter(), System.err);
  }
}

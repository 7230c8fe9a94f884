package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that do not boot: each rehearsal fails, says how far it came, and names the cause. */
@ExtendWith(GuestLab.class)
class RehearsalFailuresIT {

  private static final String CONSOLE = "console=ttyS0";

  @TempDir Path directory;

  private RehearsalLab lab() {
    return new RehearsalLab(directory);
  }

  private RehearsalRun rehearse(Path kernel, byte[] initrd, String append, String... options)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    if (initrd.length > 0) {
      all.add("--initrd=" + lab().write(initrd));
    }
    all.add(lab().pc());
    all.add("--append=" + append);
    return lab().run(kernel, all.toArray(String[]::new));
  }

  private static void assertFails(RehearsalRun run, String rung, String code) {
    assertThat(run.succeeded()).as(run::toString).isFalse();
    assertThat(run.rung()).as(run::toString).isEqualTo(rung);
    assertThat(run.errors()).as(run::toString).first().isEqualTo(code);
  }

  /** What the first program of the initrd does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 0 | init | rehearsal-init-died",
        "/bin/busybox sleep 3; exit 0 | init | rehearsal-init-died",
        "exec /bin/busybox nosuch | init | rehearsal-init-died",
        "/bin/busybox reboot -f | init | rehearsal-reset"
      })
  void aFirstProgramThatEnds(String script, String rung, String code, Guests guests)
      throws Exception {
    GuestImages images = guests.images();
    byte[] initrd = SmallInitrd.script(images, script);
    assertFails(rehearse(images.cloudKernel(), initrd, CONSOLE, "--until=poweroff"), rung, code);
  }

  @Test
  void aFirstProgramThatCannotBeExecuted(Guests guests) throws Exception {
    GuestImages images = guests.images();
    byte[] foreign = Files.readAllBytes(guests.images("arm64").base().resolve("busybox"));
    for (byte[] initrd :
        List.of(
            SmallInitrd.notExecutable(images),
            SmallInitrd.program(images, foreign),
            SmallInitrd.program(images, "#!/bin/nosuch\n".getBytes(StandardCharsets.UTF_8)),
            SmallInitrd.withoutInit(images))) {
      assertFails(
          rehearse(images.cloudKernel(), initrd, CONSOLE), "initrd", "rehearsal-init-missing");
    }
  }

  /** Damage that the kernel finds; nothing finds it in the middle of gzip. */
  @Test
  void aTruncatedInitrd(Guests guests) throws Exception {
    GuestImages images = guests.images();
    byte[] whole = SmallInitrd.script(images, "/bin/busybox sleep 9");
    for (byte[] packed :
        List.of(
            SmallInitrd.packed(whole), SmallInitrd.packed(whole, "xz", "--check=crc32", "-0"))) {
      byte[] cut = Arrays.copyOf(packed, packed.length * 2 / 3);
      assertFails(
          rehearse(images.cloudKernel(), cut, CONSOLE), "version", "rehearsal-initrd-damaged");
    }
    byte[] cut = Arrays.copyOf(whole, whole.length / 3);
    assertFails(rehearse(images.cloudKernel(), cut, CONSOLE), "initrd", "rehearsal-init-missing");
  }

  /** The rung without an initrd is that of the version. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "console=ttyS0 root=/dev/sda1 | false | version | rehearsal-root-missing",
        "console=ttyS0 root=/dev/sda1 panic=-1 | false | version | rehearsal-root-missing",
        "console=ttyS0 quiet loglevel=0 root=/dev/sda1 | false | version | rehearsal-root-missing",
        "root=/dev/sda1 | false | version | rehearsal-root-missing",
        "console=ttyS0 init=/nonexistent | false | version | rehearsal-root-missing",
        "console=ttyS0 rdinit=/nonexistent | true | initrd | rehearsal-init-missing",
        "console=ttyS0 Run /init as init process | false | version | rehearsal-root-missing"
      })
  void aWrongCommandLine(String append, boolean withInitrd, String rung, String code, Guests guests)
      throws Exception {
    GuestImages images = guests.images();
    byte[] initrd = withInitrd ? Files.readAllBytes(images.initrd()) : new byte[0];
    assertFails(rehearse(images.cloudKernel(), initrd, append), rung, code);
  }

  /** What stands at the kernel's first instruction. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fa f4 eb fd         | rehearsal-processor-halted | cli; hlt",
        "fa eb fe            | rehearsal-timeout          | cli; jmp .",
        "b0 fe e6 64 f4      | rehearsal-reset            | the keyboard controller resets",
        "0f 0b               | rehearsal-triple-fault     | ud2",
        "62 f1 7c 48 57 c0   | rehearsal-processor-lacks  | vxorps zmm0",
        "b8 00 00 00 30 ff e0 | rehearsal-wild-jump       | to zeros at 0x30000000",
        "48 c7 c0 00 00 00 80 ff e0 | rehearsal-triple-fault | to the kernel's own addresses"
      })
  void aKernelThatGetsNowhere(String code, String finding, String what, Guests guests)
      throws Exception {
    GuestImages images = guests.images();
    byte[] kernel = Files.readAllBytes(images.cloudKernel());
    Path doctored = lab().write(DoctoredKernel.withCode(kernel, code));
    RehearsalRun run =
        rehearse(doctored, Files.readAllBytes(images.initrd()), CONSOLE, "--timeout=8");
    assertFails(run, "entered", finding);
  }

  /** The generic kernel's payload has checksums; that of the cloud kernel has none. */
  @Test
  void aKernelThatCannotUnpackItself(Guests guests) throws Exception {
    byte[] kernel = Files.readAllBytes(guests.images().genericKernel());
    Path flipped = lab().write(DoctoredKernel.withFlippedBit(kernel));
    RehearsalRun run = rehearse(flipped, Files.readAllBytes(guests.images().initrd()), CONSOLE);
    assertFails(run, "entered", "rehearsal-processor-halted");
  }

  @ParameterizedTest
  @CsvSource({
    "qemu32,                none,    rehearsal-processor-lacks",
    "'max,cx16=off,sse2=off', version, rehearsal-kernel-oops"
  })
  void aProcessorThatIsTooOld(String cpu, String rung, String code, Guests guests)
      throws Exception {
    GuestImages images = guests.images();
    byte[] initrd = Files.readAllBytes(images.initrd());
    assertFails(rehearse(images.cloudKernel(), initrd, CONSOLE, "--cpu=" + cpu), rung, code);
  }

  @Test
  void anotherArchitecture(Guests guests) throws Exception {
    Path kernel = guests.images("arm64").armKernel();
    RehearsalRun run = rehearse(kernel, new byte[0], CONSOLE, "--arch=x86_64");
    assertFails(run, "", "kernel-not-recognised");
  }

  @Test
  void aMarkerInTheCommandLineProvesNothing(Guests guests) throws Exception {
    GuestImages images = guests.images();
    byte[] initrd = Files.readAllBytes(images.initrd());
    RehearsalRun run =
        rehearse(images.cloudKernel(), initrd, CONSOLE + " word=zebra", "--marker=zebra");
    assertFails(run, "", "rehearsal-marker-in-command-line");
  }

  @Test
  void aCrashRegionThatIsTooSmall(Guests guests) throws Exception {
    GuestImages images = guests.images();
    RehearsalRun run =
        lab()
            .run(
                images.cloudKernel(),
                "-p",
                "--initrd=" + images.initrd(),
                lab().pcWithCrashRegion(64),
                "--append=" + CONSOLE);
    assertFails(run, "version", "crash-region-too-small");
    long needed = run.report().getAsJsonObject("crash").get("neededBytes").getAsLong();
    assertThat(needed).isBetween(80L << 20, 256L << 20);
  }

  @Test
  void aFirstDomainThatDoesNotBoot(Guests guests) throws Exception {
    GuestImages images = guests.images();
    Path initrd = lab().write(SmallInitrd.notExecutable(images));
    RehearsalRun run =
        lab()
            .run(
                images.xen(),
                "--module=%s console=hvc0 panic=-1".formatted(images.dom0Kernel()),
                "--module=" + initrd,
                lab().largePc(),
                "--append=console=com1 com1=115200 no-real-mode edd=off smap=off");
    assertFails(run, "initrd", "rehearsal-init-missing");
  }

  @Test
  void noFirstDomain(Guests guests) throws Exception {
    GuestImages images = guests.images();
    RehearsalRun run =
        lab()
            .run(
                images.xen(),
                "--module=" + images.initrd(),
                lab().largePc(),
                "--append=console=com1 com1=115200 no-real-mode edd=off");
    assertFails(run, "running", "rehearsal-hypervisor-panic");
  }

  /** The kernel's messages are read out of the guest's memory. */
  @Test
  void aKernelWithoutAConsoleBootsWithAWarning(Guests guests) throws Exception {
    byte[] initrd = SmallInitrd.script(guests.images(), "/bin/busybox sleep 60");
    RehearsalRun run = rehearse(guests.images().cloudKernel(), initrd, "panic=-1");
    assertThat(run.succeeded()).as(run::toString).isTrue();
    assertThat(run.warnings()).containsExactly("rehearsal-console-missing");
  }

  /** What a program writes about panics is no panic, and neither is what a command line says. */
  @Test
  void wordsOfAPanicAreNoPanic(Guests guests) throws Exception {
    String script = "echo is this a Kernel panic - not syncing: no; /bin/busybox sleep 60";
    byte[] initrd = SmallInitrd.script(guests.images(), script);
    RehearsalRun run =
        rehearse(
            guests.images().cloudKernel(), initrd, CONSOLE + " Kernel panic - not syncing: no");
    assertThat(run.succeeded()).as(run::toString).isTrue();
  }
}

package kexec.rehearse.internal.machine;

import static kexec.rehearse.internal.machine.SamplePlans.GIB;
import static kexec.rehearse.internal.machine.SamplePlans.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalRequest;
import kexec.base.purgatory.Tools;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtBoardTest {

  @TempDir Path directory;

  private static Plan plan(Architecture architecture) throws KexecException {
    return SamplePlans.of(
        architecture,
        SamplePlans.map(Range.machine(2 * GIB, 6 * GIB)),
        2 * GIB + 2 * MIB,
        32 * MIB);
  }

  private static RehearsalRequest.Builder request(Plan plan) {
    return RehearsalRequest.of(
        plan,
        changes -> {
          throw new AssertionError("nothing is planned when a machine is chosen");
        });
  }

  private VirtBoard board(String program, Architecture architecture, Duration patience) {
    return new VirtBoard(new Host(new LinuxRoot(directory), ""), program, architecture, patience);
  }

  private String script(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("script"), "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  @ParameterizedTest
  @CsvSource({"arm64, qemu-system-aarch64, virt", "arm, qemu-system-arm, 'virt,highmem=off'"})
  void itsDeviceTreeIsTheEmulators(String label, String program, String type) throws Exception {
    Tools.assume(program);
    Architecture architecture = label.equals("arm64") ? Architecture.ARM64 : Architecture.ARM;
    RehearsalTarget target =
        board(program, architecture, Duration.ofSeconds(60))
            .target(request(plan(architecture)).build(), 0, directory);
    assertThat(target.verbatim()).isFalse();
    assertThat(target.machine().type()).isEqualTo(type);
    assertThat(target.machine().bytes()).isEqualTo(GIB);
    assertThat(target.memory().ram()).isEqualTo(RangeSet.of(Range.machine(GIB, 2 * GIB)));
    // Devicetree Specification 0.4, section 5.2.
    assertThat(Files.readAllBytes(target.deviceTree().orElseThrow()))
        .startsWith(0xd0, 0x0d, 0xfe, 0xed);
  }

  @Test
  void aCrashRegionIsAtTheEndOfItsRam() throws Exception {
    Plan crash =
        plan(Architecture.ARM64).toBuilder()
            .slot(Slot.CRASH)
            .memory(
                SamplePlans.map(Range.machine(2 * GIB, 6 * GIB))
                    .withCrashRegion(Range.machine(3 * GIB, 3 * GIB + 256 * MIB)))
            .build();
    String program = script("exit 0");
    RehearsalTarget target =
        board(program, Architecture.ARM64, Duration.ofSeconds(60))
            .target(request(crash).build(), 256 * MIB, directory);
    long end = GIB + target.machine().bytes();
    assertThat(target.memory().crashRegion()).contains(Range.machine(end - 256 * MIB, end));
  }

  @Test
  void noImageIsRehearsedAsItIs() throws Exception {
    RehearsalRequest request = request(plan(Architecture.ARM64)).verbatim(true).build();
    assertThat(refusal("/no/such/program", request, Duration.ofSeconds(60)).code())
        .isEqualTo("rehearsal-not-verbatim");
  }

  @Test
  void whatTheEmulatorSaysIsTheCause() throws Exception {
    RehearsalRequest request = request(plan(Architecture.ARM64)).build();
    String refuses = script("echo unsupported machine type >&2; exit 1");
    assertThat(refusal(refuses, request, Duration.ofSeconds(60)).cause())
        .isEqualTo("unsupported machine type");
    // So many messages that a pipe would be full.
    String chatters = script("yes | head -c 1000000; exit 1");
    assertThat(refusal(chatters, request, Duration.ofSeconds(60)).cause()).hasSizeLessThan(5000);
    assertThat(refusal("/no/such/program", request, Duration.ofSeconds(60)).code())
        .isEqualTo("emulator-failed");
  }

  @Test
  void anEmulatorThatHangsIsEnded() throws Exception {
    String hangs = script("exec sleep 600");
    RehearsalRequest request = request(plan(Architecture.ARM64)).build();
    assertThat(refusal(hangs, request, Duration.ofMillis(300)).cause())
        .isEqualTo("the emulator hangs");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Fault refusal(String program, RehearsalRequest request, Duration patience) {
    return catchThrowableOfType(
            KexecException.class,
            () -> board(program, Architecture.ARM64, patience).target(request, 0, directory))
        .fault();
  }
}

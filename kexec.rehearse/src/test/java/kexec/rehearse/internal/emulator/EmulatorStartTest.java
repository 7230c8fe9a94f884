package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Emulators that start, and those that do not. Nothing is left of any. */
class EmulatorStartTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path around;
  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(around.resolve("sockets, and more"));
  }

  @AfterEach
  void theDirectoryIsGone() {
    assertThat(directory).doesNotExist();
  }

  private Emulator start(VirtualMachine machine, Duration patience) throws Exception {
    return Emulator.start(machine, List.of(), directory, bytes -> {}, patience);
  }

  @Test
  void anEmulatorThatRefusesSaysWhy() throws Exception {
    VirtualMachine machine = Machines.scripted(around, "echo 'no such machine' >&2; exit 1");
    assertThatThrownBy(() -> start(machine, LONG))
        .isInstanceOf(IOException.class)
        .hasMessage("no such machine");
  }

  @Test
  void anEmulatorThatEndsSilentlyIsToldOf() throws Exception {
    VirtualMachine machine = Machines.scripted(around, "exit 0");
    assertThatThrownBy(() -> start(machine, LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended when it was started");
  }

  @Test
  void aMissingEmulatorIsNamed() {
    VirtualMachine machine = Machines.virt("/no/such/qemu", Machines.GIB);
    assertThatThrownBy(() -> start(machine, LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/qemu");
  }

  @Test
  void anEmulatorThatHangsIsNotWaitedForWithoutEnd() throws Exception {
    Path told = around.resolve("id");
    VirtualMachine machine =
        Machines.scripted(around, "echo $$ >'%s'; exec sleep 600".formatted(told));
    assertThatThrownBy(() -> start(machine, SHORT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the emulator hangs");
    Gone.process(Long.parseLong(Files.readString(told).strip()));
  }

  @Test
  void anInterruptionEndsTheStart() throws Exception {
    VirtualMachine machine = Machines.scripted(around, "exec sleep 600");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> start(machine, LONG)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aRealOneTellsItsVersionAndEnds() throws Exception {
    Tools.assume("qemu-system-x86_64");
    try (Emulator emulator = start(Machines.q35(64 * Machines.MIB), LONG)) {
      assertThat(emulator.version()).matches("QEMU \\d+\\.\\d+\\.\\d+.*");
      assertThat(emulator.isAlive()).isTrue();
      assertThat(emulator.end()).isEmpty();
      assertThat(emulator.command()).startsWith("qemu-system-x86_64");
    }
  }

  @Test
  void aKilledOneIsGone() throws Exception {
    Tools.assume("qemu-system-x86_64");
    try (Emulator emulator = start(Machines.q35(64 * Machines.MIB), LONG)) {
      kill(emulator);
      Gone.await("the emulator is gone", () -> !emulator.isAlive());
      assertThat(emulator.end()).contains(GuestEnd.EMULATOR_GONE);
      assertThatThrownBy(emulator::registers).isInstanceOf(IOException.class);
      assertThatThrownBy(emulator::resume).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theGuestHasNoWayOut() throws Exception {
    Tools.assume("qemu-system-x86_64");
    try (Emulator emulator = start(Machines.q35(64 * Machines.MIB), LONG)) {
      List<String> words = emulator.command();
      assertThat(words)
          .containsSequence("-nic", "none")
          .contains("-nodefaults", "-no-user-config")
          .doesNotContain("-drive", "-blockdev", "-netdev", "-virtfs", "-device", "-fsdev");
      assertThat(processes(emulator))
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(Path.of("/proc", Long.toString(each.pid()), "status"))
                      .content()
                      .contains("Seccomp:\t2\n", "NoNewPrivs:\t1\n"));
    }
  }

  private void kill(Emulator emulator) {
    processes(emulator).forEach(ProcessHandle::destroyForcibly);
  }

  private List<ProcessHandle> processes(Emulator emulator) {
    String monitor = directory.resolve("monitor").toString().replace(",", ",,");
    assertThat(emulator.command()).anyMatch(word -> word.endsWith(monitor));
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().command().filter(c -> c.contains("qemu")).isPresent())
        .filter(each -> each.info().arguments().filter(a -> runsHere(a, monitor)).isPresent())
        .toList();
  }

  private static boolean runsHere(String[] arguments, String monitor) {
    return List.of(arguments).stream().anyMatch(word -> word.endsWith(monitor));
  }
}

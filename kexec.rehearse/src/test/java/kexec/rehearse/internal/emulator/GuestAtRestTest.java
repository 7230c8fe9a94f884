package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breakpoints and registers of real guests. */
class GuestAtRestTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long CODE = 0x40001000L;

  /** add r1, r1, #1; add r2, r2, #2; b . */
  private static final int[] ARM = {0xe2811001, 0xe2822002, 0xeafffffe};

  /** add x1, x1, #1; add x2, x2, #2; b . */
  private static final int[] ARM64 = {0x91000421, 0x91000842, 0x14000000};

  @TempDir Path around;
  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(around.resolve("sockets"));
  }

  private Emulator start(String program, int[] code) throws Exception {
    Emulator emulator =
        Emulator.start(
            Machines.virt(program, 64 * Machines.MIB),
            List.of("-device", "loader,addr=0x%x,cpu-num=0".formatted(CODE)),
            directory,
            bytes -> {});
    ByteBuffer bytes = ByteBuffer.allocate(4 * code.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int instruction : code) {
      bytes.putInt(instruction);
    }
    emulator.ram().write(Range.machine(CODE, CODE + 4096), SegmentData.ofBytes(bytes.array()));
    return emulator;
  }

  @Test
  void arm64StopsAtABreakpoint() throws Exception {
    Tools.assume("qemu-system-aarch64");
    try (Emulator emulator = start("qemu-system-aarch64", ARM64)) {
      stopsAtItsThirdInstruction(emulator);
      assertThat(emulator.registers().values()).containsEntry("x1", 1L).containsEntry("x2", 2L);
      assertThat(emulator.translate(CODE + 4)).contains(new MachineAddress(CODE + 4));
    }
  }

  @Test
  void armStopsAtABreakpointWithTheRegistersThatWereSet() throws Exception {
    Tools.assume("qemu-system-arm");
    try (Emulator emulator = start("qemu-system-arm", ARM)) {
      emulator.setRegister(1, -1);
      emulator.setRegister(2, 0x12345678);
      stopsAtItsThirdInstruction(emulator);
      assertThat(emulator.registers().values())
          .containsEntry("r1", 0L)
          .containsEntry("r2", 0x1234567aL);
    }
  }

  private static void stopsAtItsThirdInstruction(Emulator emulator) throws Exception {
    assertThat(emulator.registers().instruction()).isEqualTo(CODE);
    emulator.setBreakpoint(CODE + 8);
    emulator.resume();
    assertThat(emulator.awaitStop(LONG)).isTrue();
    assertThat(emulator.registers().instruction()).isEqualTo(CODE + 8);
    emulator.removeBreakpoint(CODE + 8);
    emulator.resume();
    assertThat(emulator.awaitStop(Duration.ofMillis(200))).isFalse();
  }

  @Test
  void aRefusedBreakpointIsTold() throws Exception {
    Tools.assume("qemu-system-aarch64");
    try (Emulator emulator = start("qemu-system-aarch64", ARM64)) {
      assertThatThrownBy(() -> emulator.removeBreakpoint(CODE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("z1,40001000,1");
    }
  }
}

package kexec.arm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.EntryCheck;
import kexec.arm.internal.MemoryPort.Kind;
import kexec.base.purgatory.Purgatory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmPurgatoryOptionsTest {

  private static final Optional<MemoryPort> STANDARD =
      Optional.of(MemoryPort.pl011(new MachineAddress(0x9000000)));

  @Test
  void commandLineComesBeforeTheStandard() {
    assertThat(
            ArmPurgatoryOptions.of(
                "earlycon=pl011,0x1000 debug", STANDARD, FirmwareCall.SMC, EntryCheck.RESET))
        .isEqualTo(
            new ArmPurgatoryOptions(
                Optional.of(MemoryPort.pl011(new MachineAddress(0x1000))),
                true,
                true,
                FirmwareCall.SMC));
    assertThat(
            ArmPurgatoryOptions.of("console=ttyAMA0", STANDARD, FirmwareCall.HVC, EntryCheck.HALT))
        .isEqualTo(new ArmPurgatoryOptions(STANDARD, false, false, FirmwareCall.HVC));
  }

  @ParameterizedTest
  @CsvSource({"smc, SMC", "hvc, HVC", "SMC, NONE", "'', NONE", "none, NONE"})
  void callIsTheDeviceTrees(String method, FirmwareCall call) {
    assertThat(FirmwareCall.of(method)).isEqualTo(call);
  }

  /** Offsets are those of options.h, counted by hand. */
  @Test
  void fieldsAreFilled() {
    MemoryPort port = new MemoryPort(Kind.UART8250, new MachineAddress(0xfedcba9876543210L), 2, 4);
    ByteBuffer filled =
        fill(new ArmPurgatoryOptions(Optional.of(port), true, true, FirmwareCall.HVC));
    assertThat(filled.get(0x34)).as("verbose").isEqualTo((byte) 1);
    assertThat(filled.get(0x35)).as("reset").isEqualTo((byte) 1);
    assertThat(filled.getLong(0x38)).isEqualTo(0xfedcba9876543210L);
    byte[] rest = new byte[8];
    filled.get(0x40, rest);
    assertThat(rest).containsExactly(2, 2, 4, 2, 0, 0, 0, 0);
  }

  @Test
  void withoutAPortThereIsNoConsole() {
    ByteBuffer filled =
        fill(new ArmPurgatoryOptions(Optional.empty(), false, false, FirmwareCall.SMC));
    byte[] all = new byte[16];
    filled.get(0x38, all);
    assertThat(all).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
  }

  private static ByteBuffer fill(ArmPurgatoryOptions options) {
    Purgatory purgatory = Purgatory.load(ArmPurgatoryOptions.class, ArmPurgatoryOptions.RESOURCE64);
    return ByteBuffer.wrap(purgatory.with(List.of(), new MachineAddress(0), options))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}

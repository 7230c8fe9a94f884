package kexec.arm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import kexec.api.memory.MachineAddress;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryStub64Test {

  private static final MachineAddress ZERO = new MachineAddress(0);

  @TempDir Path directory;

  @Test
  void binaryIsWhatTheSourceGives() throws Exception {
    String tools = "aarch64-linux-gnu-";
    Tools.assume(tools + "as", tools + "ld", tools + "objcopy", tools + "nm");
    Tools.run(directory, "src/main/stub/build", directory.toString());
    assertThat(Files.readAllBytes(directory.resolve("entry64.bin")))
        .isEqualTo(EntryStub64.load().with(ZERO, ZERO))
        .hasSize(EntryStub64.load().size());
    assertThat(Files.readAllLines(directory.resolve("entry64.nm")))
        .contains(
            "0000000000000018 t values",
            "0000000000000018 t kernel_value",
            "0000000000000020 t dtb_value");
  }

  @Test
  void tableHoldsTheAddresses() {
    byte[] stub =
        EntryStub64.load()
            .with(new MachineAddress(0xfedcba9876543210L), new MachineAddress(0x40000000L));
    ByteBuffer filled = ByteBuffer.wrap(stub).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(filled.getLong(0x18)).isEqualTo(0xfedcba9876543210L);
    assertThat(filled.getLong(0x20)).isEqualTo(0x40000000L);
    assertThat(Arrays.copyOf(stub, 0x18))
        .isEqualTo(Arrays.copyOf(EntryStub64.load().with(ZERO, ZERO), 0x18));
  }
}

package kexec.rehearse.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShimTest {

  private static final MachineAddress PLACE = new MachineAddress(0x200000);
  private static final MachineAddress JUMP = new MachineAddress(0x1000000);
  private static final RangeSet<MachineAddress> LOW = RangeSet.of(Range.machine(0, 0x2000000));

  @TempDir Path directory;

  @Test
  void binaryIsWhatTheSourceGives() throws Exception {
    Tools.assume("as", "ld", "objcopy", "nm");
    Tools.run(directory, "src/main/shim/build", directory.toString());
    assertThat(Files.readAllBytes(directory.resolve("shim.bin"))).isEqualTo(Shim.code());
    Map<String, Integer> symbols = new HashMap<>();
    for (String line : Files.readAllLines(directory.resolve("shim.nm"))) {
      symbols.put(line.substring(19), Integer.parseInt(line, 0, 16, 16));
    }
    assertThat(symbols)
        .containsEntry("shim32", 0)
        .containsEntry("after_base", Shim.AFTER_BASE)
        .containsEntry("long_mode", Shim.LONG_MODE)
        .containsEntry("leave", Shim.LEAVE)
        .containsEntry("values", Shim.VALUES)
        .containsEntry("tables", Shim.VALUES)
        .containsEntry("jump", Shim.VALUES + 8)
        .containsEntry("count", Shim.VALUES + 16)
        .containsEntry("moves", Shim.MOVES);
    assertThat(Shim.code()).hasSize(Shim.MOVES);
  }

  @Test
  void tableHoldsTheMoves() {
    Move copy = new Move(new MachineAddress(0x1800000), new MachineAddress(0x1000), 0x123, 0x1000);
    Shim shim = Shim.of(PLACE, List.of(copy, Move.inPlace(JUMP, 5, 6)), JUMP, LOW);
    ByteBuffer bytes = ByteBuffer.wrap(shim.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getInt(Shim.AFTER_BASE - 4)).isEqualTo(0x200000);
    bytes.position(Shim.VALUES);
    long[] values = new long[12];
    bytes.asLongBuffer().get(values);
    assertThat(values)
        .containsExactly(
            0x201000, 0x1000000, 2, 0, 0x1800000, 0x1000, 0x123, 0x1000, 0x1000000, 0x1000000, 5,
            6);
  }

  @Test
  void instructionsLieInTheShim() {
    Shim shim = Shim.of(PLACE, List.of(), JUMP, LOW);
    assertThat(shim.entry()).isEqualTo(PLACE);
    assertThat(shim.bytes()).hasSize((int) shim.memory().size());
    assertThat(shim.bytes()[(int) shim.lastJump().minus(PLACE)])
        .as("jmp r/m64")
        .isEqualTo((byte) 0xff);
    assertThat(shim.bytes()[(int) shim.longMode().minus(PLACE)])
        .as("mov $imm32, %eax")
        .isEqualTo((byte) 0xb8);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        0xfffff000L,
        0x1_0000_0000L,
        0x7f_ffff_f000L,
        0x80_0000_0000L,
        0x3fff_ffff_f000L,
        0x7fff_ffff_f000L
      })
  void pageTablesLeadToTheSameAddress(long address) {
    Range<MachineAddress> page = Range.machine(address, address + 0x1000);
    Shim shim = Shim.of(PLACE, List.of(Move.inPlace(page.start(), 1, 2)), JUMP, RangeSet.of(page));
    assertThat(translated(shim, address + 0xfff)).isEqualTo(address + 0xfff);
  }

  /** Walks the tables as a processor does: Intel SDM volume 3A, table 4-15 and after. */
  private static long translated(Shim shim, long address) {
    ByteBuffer bytes = ByteBuffer.wrap(shim.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    long entry = bytes.getLong(Shim.VALUES);
    for (int shift = 39; shift >= 21; shift -= 9) {

      long table = (entry & 0x000f_ffff_ffff_f000L) - PLACE.value();
      entry = bytes.getLong((int) table + 8 * (int) (address >>> shift & 0x1ff));
    }
    assertThat(entry & 0x83).as("present, writable, of 2 MiB").isEqualTo(0x83);
    return (entry & 0x000f_ffff_ffe0_0000L) + (address & 0x1f_ffff);
  }

  @Test
  void memoryThatIsNotAskedForIsNotMapped() {
    assertThatThrownBy(
            () ->
                Shim.of(
                    PLACE, List.of(Move.inPlace(new MachineAddress(1L << 40), 0, 1)), JUMP, LOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not mapped");
  }

  @ParameterizedTest
  @ValueSource(longs = {0x200800, 0xffff_f000L, 0x1_0000_0000L, -0x1000000})
  void otherPlacesAreRefused(long address) {
    assertThatThrownBy(() -> Shim.of(new MachineAddress(address), List.of(), JUMP, LOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memoryThatCannotBeMappedIsRefused() {
    assertThatThrownBy(() -> Shim.size(0, RangeSet.of(Range.machine(0, (1L << 47) + 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shim.size(0, RangeSet.of(Range.machine(1L << 32, 1L << 46))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too much");
    assertThat(Shim.size(0, RangeSet.of(Range.machine(0, IdentityMap.MAX_GIBIBYTES * (1L << 30)))))
        .isPositive();
  }

  @Test
  void movesThatDestroyEachOtherAreRefused() {
    Move copy = new Move(new MachineAddress(0x300000), new MachineAddress(0x1000), 0x1000, 0x1000);
    List<Move> others =
        List.of(
            Move.inPlace(new MachineAddress(0x300fff), 0, 1),
            Move.inPlace(new MachineAddress(0x1fff), 0, 2),
            Move.inPlace(new MachineAddress(0x200000), 1, 1));
    for (Move other : others) {
      assertThatThrownBy(() -> Shim.of(PLACE, List.of(copy, other), JUMP, LOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("overlap");
    }
    assertThatThrownBy(
            () -> new Move(new MachineAddress(0x1800), new MachineAddress(0x1000), 0x1000, 0x1000))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

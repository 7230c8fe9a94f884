package kexec.rehearse.internal.emulator;

import static kexec.rehearse.internal.emulator.Machines.GIB;
import static kexec.rehearse.internal.emulator.Machines.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.SegmentData;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The RAM of a guest that is larger than this machine, with RAM above 4 GiB. */
class GuestRamTest {

  private static final long BYTES = 256 * GIB;

  /** Where a q35 of that size has RAM. */
  private static final long TOP = BYTES + 2 * GIB;

  @TempDir Path around;
  private Emulator emulator;

  @BeforeEach
  void start() throws Exception {
    Tools.assume("qemu-system-x86_64");
    Path directory = Files.createDirectory(around.resolve("sockets"));
    emulator = Emulator.start(Machines.q35(BYTES), List.of(), directory, bytes -> {});
  }

  @AfterEach
  void end() {
    if (emulator != null) {
      emulator.close();
    }
  }

  private GuestRam ram() {
    return emulator.ram();
  }

  private static SegmentData bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 4096);
    }
    return SegmentData.ofBytes(bytes);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    for (long start : new long[] {MIB, 2 * GIB - 3 * MIB, 4 * GIB, TOP - 3 * MIB}) {
      SegmentData data = bytes((int) (2 * MIB + 5));
      ram().write(Range.machine(start, start + 3 * MIB), data);
      MachineAddress address = new MachineAddress(start);
      assertThat(ram().digest(address, data.size())).isEqualTo(data.digest());
      ByteBuffer read = ram().read(address.plus(MIB), 16);
      assertThat(read).isEqualTo(data.buffer(MIB, 16));
    }
  }

  /** The emulator's own view, through its monitor, is the oracle for the windows. */
  @Test
  void theGuestSeesItAtTheSameAddress() throws Exception {
    for (long start : new long[] {MIB, 2 * GIB - 4096, 4 * GIB, TOP - 4096}) {
      byte[] marked = ByteBuffer.allocate(Long.BYTES).putLong(start).array();
      ram().write(Range.machine(start, start + 4096), SegmentData.ofBytes(marked));
      assertThat(emulator.print("xp /8bx 0x%x".formatted(start)).strip())
          .endsWith(HexFormat.ofDelimiter(" ").withPrefix("0x").formatHex(marked));
    }
  }

  @Test
  void whereIsNoRamNothingIsReadAndNothingWritten() {
    for (long start : new long[] {2 * GIB, 4 * GIB - 4096, TOP, 1L << 40, -4096}) {
      assertThat(ram().read(new MachineAddress(start), 8).remaining()).isZero();
      assertThatThrownBy(() -> ram().write(Range.machine(start, start + 8), bytes(8)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no RAM");
    }
    assertThatThrownBy(() -> ram().write(Range.machine(2 * GIB - 8, 2 * GIB + 8), bytes(8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aReadEndsWithTheRam() {
    assertThat(ram().read(new MachineAddress(2 * GIB - 5), 4096).remaining()).isEqualTo(5);
    assertThat(ram().read(new MachineAddress(TOP - 7), 4096).remaining()).isEqualTo(7);
  }

  /** Reading by the monitor is a touch by the emulator. */
  @Test
  void whatTheEmulatorTouchesIsUsed() throws Exception {
    List<Long> pages = List.of(64 * MIB, 2 * GIB - 4096, 4 * GIB, 100 * GIB, TOP - 4096);
    for (long page : pages) {
      emulator.print("xp /1bx 0x%x".formatted(page));
    }
    RangeSet<MachineAddress> used = ram().used();
    for (long page : pages) {
      assertThat(used.contains(Range.machine(page, page + 4096))).isTrue();
    }
    assertThat(used.contains(new MachineAddress(50 * GIB))).isFalse();
    assertThat(used.size()).isLessThan(64 * MIB);
  }

  /** Firmware may have left something where a segment has only zeros. */
  @Test
  void theRestOfASegmentIsCleared() throws Exception {
    Range<MachineAddress> place = Range.machine(100 * GIB, 100 * GIB + 4 * MIB);
    byte[] ones = new byte[(int) (4 * MIB)];
    Arrays.fill(ones, (byte) 1);
    ram().write(place, SegmentData.ofBytes(ones));
    for (long at = 0; at < 4 * MIB; at += 4096) {
      emulator.print("xp /1bx 0x%x".formatted(100 * GIB + at));
    }
    ram().write(place, bytes(5000));
    ByteBuffer rest = ram().read(new MachineAddress(100 * GIB + 5000), (int) (4 * MIB - 5000));
    assertThat(rest.mismatch(ByteBuffer.allocate(rest.remaining()))).isEqualTo(-1);
  }
}

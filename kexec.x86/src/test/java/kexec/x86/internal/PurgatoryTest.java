package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.purgatory.Purgatory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgatoryTest {

  private static final MachineAddress NEXT = new MachineAddress(0xfedcba9876543000L);
  private static final PurgatoryOptions SILENT = new PurgatoryOptions(0, false, false, false);

  private final Purgatory purgatory =
      Purgatory.load(PurgatoryOptions.class, PurgatoryOptions.RESOURCE);

  private static Segment segment(SegmentRole role) {
    return new Segment(
        role,
        Range.machine(0x112345678000L, 0x11234567a000L),
        SegmentData.zeros(0x1234),
        new Digest("0123456789abcdef".repeat(4)));
  }

  private ByteBuffer with(List<Segment> segments, PurgatoryOptions options) {
    return ByteBuffer.wrap(purgatory.with(segments, NEXT, options)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Offsets are those of purgatory.h, counted by hand. */
  @Test
  void headerIsFilled() {
    List<Segment> two = Collections.nCopies(2, segment(SegmentRole.KERNEL));
    ByteBuffer filled = with(two, new PurgatoryOptions(0xe3f8, true, true, true));
    assertThat(filled.getInt(0x24)).isEqualTo(2);
    assertThat(filled.getLong(0x28)).isEqualTo(NEXT.value());
    assertThat(filled.getShort(0x38)).isEqualTo((short) 0xe3f8);
    assertThat(filled.get(0x3a)).as("text screen").isEqualTo((byte) 1);
    byte[] flags = new byte[4];
    filled.get(0x34, flags);
    assertThat(flags).as("verbose, reset").containsExactly(1, 1, 0, 0);
  }

  @Test
  void nothingElseIsChanged() {
    byte[] filled = purgatory.with(List.of(), NEXT, SILENT);
    byte[] other = purgatory.with(List.of(), new MachineAddress(0), SILENT);
    Arrays.fill(filled, 0x28, 0x30, (byte) 0);
    assertThat(filled).isEqualTo(other);
    assertThat(purgatory.size()).isGreaterThanOrEqualTo(filled.length).isEqualTo(0x4000);
  }

  @Test
  void rowsAreFilled() {
    int table = with(List.of(), SILENT).getInt(0x1c);
    ByteBuffer filled =
        with(List.of(segment(SegmentRole.KERNEL), segment(SegmentRole.BOOT_PARAMS)), SILENT);
    filled.position(table + 72);
    assertThat(filled.getLong()).isEqualTo(0x112345678000L);
    assertThat(filled.getLong()).isEqualTo(0x1234);
    assertThat(filled.getLong()).isEqualTo(0x2000);
    byte[] digest = new byte[32];
    filled.get(digest);
    assertThat(digest).startsWith(0x01, 0x23, 0x45, 0x67, 0x89).endsWith(0xab, 0xcd, 0xef);
    byte[] label = new byte[16];
    filled.get(label);
    assertThat(new String(label, StandardCharsets.US_ASCII)).isEqualTo("boot-params\0\0\0\0\0");
  }

  @ParameterizedTest
  @EnumSource
  void everyRoleHasALabelThatFits(SegmentRole role) {
    assertThat(role.label()).hasSizeLessThan(Purgatory.LABEL_SIZE).matches("[a-z-]+");
  }

  @Test
  void asManySegmentsAsLinuxAndXenTakeCanBeChecked() {
    assertThat(purgatory.capacity()).isGreaterThanOrEqualTo(16);
    List<Segment> most = Collections.nCopies(purgatory.capacity(), segment(SegmentRole.MODULE));
    assertThat(with(most, SILENT).getInt(0x24)).isEqualTo(purgatory.capacity());
    List<Segment> more = Collections.nCopies(purgatory.capacity() + 1, most.get(0));
    assertThatThrownBy(() -> with(more, SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24 segments at most, not 25");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0xfff9, 0x10000, Integer.MAX_VALUE - 3})
  void impossiblePortsAreRefused(int port) {
    assertThatThrownBy(() -> new PurgatoryOptions(port, false, false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no serial port at 0x");
  }
}

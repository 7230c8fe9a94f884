package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.purgatory.Purgatory;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An image that is checked by purgatory before its kernel is entered. */
class CheckedEntryTest {

  private static final Map<String, Long> STARTS =
      Map.of("kernel", 0x1000000L, "boot-params", 0x1000L, "stub", 0x20000L, "purgatory", 0x30000L);

  @TempDir Path directory;

  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(new BzImageProtocol(), directory);
  }

  private RecordedImage build() throws Exception {
    return bench.build(new SyntheticBzImage().bytes(), STARTS, null);
  }

  private static ByteBuffer purgatory(RecordedImage image, List<Segment> digested)
      throws Exception {
    return ByteBuffer.wrap(image.sealed("purgatory", digested)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void withoutACheckThereIsNoPurgatory() throws Exception {
    bench.entryCheck(EntryCheck.NONE);
    RecordedImage image = build();
    assertThat(image.names()).containsExactly("kernel", "boot-params", "stub");
    assertThat(image.entry().entry()).hasToString("0x20000");
  }

  @ParameterizedTest
  @EnumSource(names = {"HALT", "RESET"})
  void purgatoryIsEnteredAndGoesOnAtTheStub(EntryCheck check) throws Exception {
    bench.entryCheck(EntryCheck.NONE);
    RecordedImage unchecked = build();
    bench.entryCheck(check);
    RecordedImage image = build();
    assertThat(image.entry().entry()).hasToString("0x30000");
    assertThat(image.entry().kernelEntry()).isEqualTo(unchecked.entry().kernelEntry());
    assertThat(image.entry().registers()).isEqualTo(unchecked.entry().registers());
    assertThat(image.bytes("stub")).isEqualTo(unchecked.bytes("stub"));
    ByteBuffer purgatory = purgatory(image, List.of());
    assertThat(purgatory.getLong(0x28)).isEqualTo(0x20000);
    assertThat(purgatory.get(0x35)).isEqualTo((byte) (check == EntryCheck.RESET ? 1 : 0));
  }

  @Test
  void purgatoryLiesLowLikeTheStub() throws Exception {
    bench.entryCheck(EntryCheck.HALT);
    SegmentRequest wanted = bench.wanted(new SyntheticBzImage().bytes(), "purgatory");
    SegmentRequest stub = bench.wanted(new SyntheticBzImage().bytes(), "stub");
    assertThat(wanted)
        .isEqualTo(
            new SegmentRequest(
                SegmentRole.PURGATORY,
                Purgatory.load(PurgatoryOptions.class, PurgatoryOptions.RESOURCE).size(),
                stub.within(),
                stub.rule()));
  }

  @Test
  void purgatoryKnowsTheDigestsThatItIsGiven() throws Exception {
    bench.entryCheck(EntryCheck.HALT).commandLine("console=ttyS1 debug");
    SegmentData data = SegmentData.zeros(100);
    Segment segment =
        new Segment(SegmentRole.KERNEL, Range.machine(0x1000000, 0x1001000), data, data.digest());
    ByteBuffer purgatory = purgatory(build(), List.of(segment));
    assertThat(purgatory.getInt(0x24)).isEqualTo(1);
    assertThat(purgatory.getShort(0x38)).isEqualTo((short) 0x2f8);
    assertThat(purgatory.get(0x34)).isEqualTo((byte) 1);
    byte[] digest = new byte[32];
    purgatory.get(purgatory.getInt(0x1c) + 24, digest);
    assertThat(digest).isEqualTo(data.digest().bytes());
  }
}

package kexec.api.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.SegmentRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BootValuesTest {

  private static SegmentRequest request(long size, long alignment) {
    return new SegmentRequest(
        "initrd", SegmentRole.INITRD, size, alignment, Range.machine(0, -1), Direction.HIGHEST);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aRequestForNoBytesIsRefused(long size) {
    assertThatThrownBy(() -> request(size, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initrd of " + size + " bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, -1})
  void anAlignmentThatIsNoPowerOfTwoIsRefused(long alignment) {
    assertThatThrownBy(() -> request(1, alignment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alignment 0x%x is no power of two", alignment);
  }

  @Test
  void aPlacementFindsItsPlaces() {
    Range<MachineAddress> kernel = Range.machine(0x1000, 0x2000);
    Range<MachineAddress> header = Range.machine(0x8000, 0x9000);
    Map<String, Range<MachineAddress>> places = new HashMap<>(Map.of("kernel", kernel));
    Placement placement = new Placement(places, header);
    places.clear();

    assertThat(placement.of("kernel")).isEqualTo(kernel);
    assertThat(placement.find("kernel")).contains(kernel);
    assertThat(placement.find("dtb")).isEmpty();
    assertThat(placement.footprint()).isEqualTo(RangeSet.of(List.of(kernel, header)));
    assertThat(new Placement(Map.of("kernel", kernel), null).footprint())
        .isEqualTo(RangeSet.of(kernel));
  }

  @Test
  void aPlaceThatIsMissingIsNamed() {
    Placement placement = new Placement(Map.of(), null);

    assertThatThrownBy(() -> placement.of("dtb"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("dtb");
  }
}

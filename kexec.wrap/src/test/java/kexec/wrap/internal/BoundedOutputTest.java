package kexec.wrap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.OptionalLong;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedOutputTest {

  @Test
  void zerosAreCountedAndNotKept() throws Exception {
    byte[] content = new byte[40 << 20];
    content[0] = 1;
    content[content.length - 1] = 2;
    BoundedOutput out = new BoundedOutput(OptionalLong.empty(), BoundedOutput.LIMIT, 1 << 20);
    for (int at = 0; at < content.length; at += 10_000) {
      out.write(content, at, Math.min(10_000, content.length - at));
    }
    SegmentData data = out.content();
    assertThat(data.parts()).hasSize(3);
    assertThat(Samples.bytes(data)).isEqualTo(content);
  }

  @Test
  void whatIsNotZeroIsKeptUpToTheBound() throws Exception {
    byte[] content = new byte[1 << 20];
    Arrays.fill(content, (byte) 'x');
    BoundedOutput out = new BoundedOutput(OptionalLong.empty(), BoundedOutput.LIMIT, 1 << 20);
    out.write(content, 0, content.length);
    assertThat(out.room()).isZero();
    assertThat(out.content().size()).isEqualTo(content.length);

    BoundedOutput less =
        new BoundedOutput(OptionalLong.empty(), BoundedOutput.LIMIT, (1 << 20) - 1);
    assertThatThrownBy(() -> less.write(content, 0, content.length))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.code()).isEqualTo("wrap-too-large"));
  }

  @Test
  void evenZerosHaveALimit() throws Exception {
    byte[] zeros = new byte[64 << 20];
    BoundedOutput out = new BoundedOutput(OptionalLong.empty(), BoundedOutput.LIMIT, 1 << 20);
    for (int i = 0; i < 8; i++) {
      out.write(zeros, 0, zeros.length);
    }
    assertThatThrownBy(() -> out.write(zeros, 0, 1)).hasMessageContaining("512.0 MiB");
  }

  @Test
  void thereIsAsMuchAsWasPromised() throws Exception {
    BoundedOutput more = new BoundedOutput(OptionalLong.of(10), BoundedOutput.LIMIT, 1 << 20);
    assertThatThrownBy(() -> more.write(new byte[11], 0, 11)).hasMessageContaining("10 bytes");
    BoundedOutput less = new BoundedOutput(OptionalLong.of(10), BoundedOutput.LIMIT, 1 << 20);
    less.write(new byte[9], 0, 9);
    assertThatThrownBy(less::content)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.code()).isEqualTo("wrap-size"));
  }

  @Test
  void moreThanTheLimitCannotBePromised() {
    OptionalLong promised = OptionalLong.of(BoundedOutput.LIMIT + 1);
    assertThatThrownBy(() -> new BoundedOutput(promised, BoundedOutput.LIMIT, 1 << 20))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest(name = "a file of {0} bytes")
  @CsvSource({"1, 4096", "1000, 4096000", "131072, 536870912", "9223372036854775807, 536870912"})
  void theFileBoundsTheContentWithItsZeros(long file, long content) throws Exception {
    assertThat(BoundedOutput.most(file)).isEqualTo(content);
    BoundedOutput out = new BoundedOutput(OptionalLong.empty(), BoundedOutput.most(1), 1 << 20);
    out.write(new byte[4096], 0, 4096);
    assertThatThrownBy(() -> out.write(new byte[1], 0, 1)).hasMessageContaining("4.0 KiB");
  }

  @ParameterizedTest(name = "a file of {0} with a heap of {1}")
  @CsvSource({
    "1, 1024, 1",
    "1048576, 1024, 32",
    "10485760, 1024, 256",
    "10485760, 64, 16",
    "9223372036854775807, 1024, 256"
  })
  void whatIsKeptHasABoundByTheFileAndByTheHeap(long file, long heapMiB, long keptMiB) {
    assertThat(BoundedOutput.keepable(file, heapMiB << 20)).isEqualTo(keptMiB << 20);
  }
}

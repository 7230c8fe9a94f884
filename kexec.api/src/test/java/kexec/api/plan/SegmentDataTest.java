package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import kexec.api.plan.DataPart.BytesPart;
import kexec.api.plan.DataPart.FilePart;
import kexec.api.plan.DataPart.ZeroPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares with one array that has all the bytes. */
final class SegmentDataTest {

  private static final int ROUNDS = 2000;

  @TempDir Path directory;

  private static final class Sample {
    final SegmentData data;
    final byte[] bytes;

    Sample(SegmentData data, byte[] bytes) {
      this.data = data;
      this.bytes = bytes;
    }
  }

  private MappedFile file(byte[] content) throws Exception {
    Path path = directory.resolve("content");
    Files.write(path, content);
    return MappedFile.open(path);
  }

  private static Sample random(Random random, MappedFile file, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<SegmentData> pieces = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      int size = random.nextInt(60);
      switch (random.nextInt(3)) {
        case 0 -> {
          int from = random.nextInt(content.length - size);
          pieces.add(SegmentData.ofFile(file, from, size));
          bytes.write(content, from, size);
        }
        case 1 -> {
          byte[] made = new byte[size];
          random.nextBytes(made);
          pieces.add(SegmentData.ofBytes(made));
          bytes.writeBytes(made);
        }
        default -> {
          pieces.add(SegmentData.zeros(size));
          bytes.writeBytes(new byte[size]);
        }
      }
    }
    return new Sample(SegmentData.concat(pieces), bytes.toByteArray());
  }

  private static byte[] all(SegmentData data) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    data.read(chunk -> out.writeBytes(bytes(chunk)));
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void everyWayOfReadingAgreesWithTheArray() throws Exception {
    Random random = new Random(1970);
    byte[] content = new byte[500];
    random.nextBytes(content);
    MappedFile file = file(content);
    for (int round = 0; round < ROUNDS; round++) {
      Sample sample = random(random, file, content);
      int from = random.nextInt(sample.bytes.length + 1);
      int length = random.nextInt(sample.bytes.length - from + 1);
      byte[] expected = Arrays.copyOfRange(sample.bytes, from, from + length);

      assertThat(sample.data.size()).isEqualTo(sample.bytes.length);
      assertThat(all(sample.data)).isEqualTo(sample.bytes);
      assertThat(bytes(sample.data.buffer(from, length))).isEqualTo(expected);
      assertThat(sample.data.slice(from, length).size()).isEqualTo(length);
      assertThat(all(sample.data.slice(from, length))).isEqualTo(expected);
    }
  }

  @Test
  void aSliceOfASliceCountsFromTheSlice() throws Exception {
    Random random = new Random(1971);
    byte[] content = new byte[500];
    random.nextBytes(content);
    MappedFile file = file(content);
    for (int round = 0; round < ROUNDS; round++) {
      Sample sample = random(random, file, content);
      int from = random.nextInt(sample.bytes.length + 1);
      int length = random.nextInt(sample.bytes.length - from + 1);
      int inner = random.nextInt(length + 1);

      assertThat(all(sample.data.slice(from, length).slice(inner, length - inner)))
          .isEqualTo(Arrays.copyOfRange(sample.bytes, from + inner, from + length));
    }
  }

  @Test
  void partsTellWhereContentComesFrom() throws Exception {
    MappedFile file = file(new byte[100]);
    SegmentData data =
        SegmentData.concat(
            List.of(file.data(), SegmentData.ofBytes(new byte[7]), SegmentData.zeros(5)));

    assertThat(data.slice(90, 20).parts())
        .containsExactly(
            new FilePart(file, 90, 10),
            new BytesPart(ByteBuffer.allocate(7).asReadOnlyBuffer()),
            new ZeroPart(3));
    assertThat(data).hasToString(file.path() + " + made bytes (112 bytes)");
  }

  @Test
  void aBufferIsCopiedOnlyWhereItComesFromTwoPlaces() throws Exception {
    SegmentData data =
        SegmentData.concat(List.of(file(new byte[100]).data(), SegmentData.zeros(5)));

    assertThat(data.buffer(10, 90).isDirect()).as("mapped").isTrue();
    assertThat(data.buffer(10, 91).isDirect()).as("joined").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 10", "95, 4", "95, 15", "101, 3", "105, 1"})
  void buffersAreReadOnlyFromZeroToTheirLength(long offset, int length) throws Exception {
    SegmentData data =
        SegmentData.concat(
            List.of(
                file(new byte[100]).data(),
                SegmentData.ofBytes(new byte[5]),
                SegmentData.zeros(5)));
    ByteBuffer buffer = data.buffer(offset, length);

    assertThat(buffer.isReadOnly()).isTrue();
    assertThat(buffer.position()).isZero();
    assertThat(buffer.limit()).isEqualTo(length);
    assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "0, -1",
    "0, 11",
    "10, 1",
    "11, 0",
    "9223372036854775807, 1",
    "1, 2147483647",
    "-9223372036854775808, 0"
  })
  void piecesThatDoNotLieWithinAreRefused(long offset, int length) {
    SegmentData data = SegmentData.ofBytes(new byte[10]);

    assertThatThrownBy(() -> data.slice(offset, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> data.buffer(offset, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPieceThatDoesNotLieInItsFileIsRefused() throws Exception {
    MappedFile file = file(new byte[10]);

    assertThatThrownBy(() -> SegmentData.ofFile(file, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> SegmentData.ofFile(file, -1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void laterChangesOfTheArrayDoNotShow() {
    byte[] array = {1, 2, 3};
    SegmentData data = SegmentData.ofBytes(array);
    array[0] = 9;

    assertThat(bytes(data.buffer(0, 3))).containsExactly(1, 2, 3);
  }

  @Test
  void whatACallerDoesWithAPartsBufferDoesNotShow() {
    SegmentData data = SegmentData.ofBytes(new byte[] {1, 2, 3});
    BytesPart part = (BytesPart) data.parts().get(0);
    part.bytes().position(1).limit(2);

    assertThat(part.size()).isEqualTo(3);
    assertThat(part.bytes().isReadOnly()).isTrue();
    assertThat(bytes(data.buffer(0, 3))).containsExactly(1, 2, 3);
  }

  @Test
  void emptyDataHasNoParts() throws Exception {
    SegmentData empty =
        SegmentData.concat(
            List.of(
                SegmentData.ofBytes(new byte[0]),
                SegmentData.zeros(0),
                SegmentData.ofFile(file(new byte[1]), 1, 0)));

    assertThat(empty.parts()).isEmpty();
    assertThat(empty.size()).isZero();
    assertThat(all(empty)).isEmpty();
  }

  @Test
  void zerosBeyond2GibTakeNoMemory() throws Exception {
    SegmentData data =
        SegmentData.concat(List.of(SegmentData.zeros(5L << 30), SegmentData.ofBytes(new byte[1])));
    long[] seen = new long[2];
    data.read(
        chunk -> {
          seen[0] += chunk.remaining();
          seen[1] = Math.max(seen[1], chunk.capacity());
        });

    assertThat(data.size()).isEqualTo((5L << 30) + 1);
    assertThat(seen[0]).isEqualTo(data.size());
    assertThat(seen[1]).as("largest chunk").isLessThanOrEqualTo(1 << 16);
  }

  @Test
  void aNegativeNumberOfZerosIsRefused() {
    assertThatThrownBy(() -> SegmentData.zeros(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a negative number of zeros: -1");
  }

  @Test
  void moreThan63BitsOfContentAreRefused() {
    List<SegmentData> pieces = List.of(SegmentData.zeros(Long.MAX_VALUE), SegmentData.zeros(1));

    assertThatThrownBy(() -> SegmentData.concat(pieces)).isInstanceOf(ArithmeticException.class);
  }
}

package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sparse file of slightly more than 3 GiB, with text across every window boundary. */
final class LargeFileTest {

  private static final long WINDOW = MappedFile.WINDOW;
  private static final long SIZE = 3 * WINDOW + 8;
  private static final byte[] TEXT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void write() throws Exception {
    path = directory.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(SIZE);
      for (int border = 1; border <= 3; border++) {
        file.seek(border * WINDOW - 8);
        file.write(TEXT);
      }
    }
  }

  @AfterEach
  void giveSpaceBack() throws Exception {
    Files.delete(path);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aPieceAcrossABorderIsJoined(long border) throws Exception {
    ByteBuffer piece = MappedFile.open(path).data().buffer(border * WINDOW - 8, 16);

    assertThat(piece).isEqualTo(ByteBuffer.wrap(TEXT));
    assertThat(piece.isDirect()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void piecesBesideABorderAreNotCopied(long border) throws Exception {
    SegmentData data = MappedFile.open(path).data();
    ByteBuffer below = data.buffer(border * WINDOW - 8, 8);
    ByteBuffer above = data.buffer(border * WINDOW, 8);

    assertThat(below).isEqualTo(ByteBuffer.wrap(TEXT, 0, 8));
    assertThat(above).isEqualTo(ByteBuffer.wrap(TEXT, 8, 8));
    assertThat(below.isDirect() && above.isDirect()).as("both mapped").isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aSliceIsReadAcrossABorder(long border) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MappedFile.open(path)
        .data()
        .slice(border * WINDOW - 12, 20)
        .read(
            chunk -> {
              byte[] bytes = new byte[chunk.remaining()];
              chunk.get(bytes);
              out.writeBytes(bytes);
            });

    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("\0\0\0\0" + "0123456789abcdef");
  }

  @Test
  void theWholeIsReadInMappedWindows() throws Exception {
    long[] total = new long[1];
    SegmentData data = MappedFile.open(path).data();
    data.read(
        chunk -> {
          assertThat(chunk.isDirect()).isTrue();
          total[0] += chunk.remaining();
        });

    assertThat(data.size()).isEqualTo(SIZE);
    assertThat(total[0]).isEqualTo(SIZE);
  }

  @Test
  void joinedFilesKeepTheirOffsets() throws Exception {
    MappedFile file = MappedFile.open(path);
    SegmentData twice = SegmentData.concat(List.of(file.data(), file.data()));

    assertThat(twice.size()).isEqualTo(2 * SIZE);
    assertThat(twice.buffer(SIZE + 2 * WINDOW - 8, 16)).isEqualTo(ByteBuffer.wrap(TEXT));
    assertThat(twice.buffer(SIZE - 8, 16).slice(0, 8)).isEqualTo(ByteBuffer.wrap(TEXT, 8, 8));
  }
}

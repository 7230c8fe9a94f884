package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData.ChunkReader;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is truncated while it is mapped: an error, not a crash of the process. */
final class TruncatedFileTest {

  private static final int SIZE = 1 << 20;

  @TempDir Path directory;

  static Stream<Named<ChunkReader>> readers() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return Stream.of(
        Named.of("into an array", chunk -> chunk.get(new byte[chunk.remaining()])),
        Named.of("into a digest", sha::update),
        Named.of("the last byte only", chunk -> assertThat(chunk.get(chunk.limit() - 1)).isZero()));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void readingFailsAsABadFile(ChunkReader reader) throws Exception {
    SegmentData data = mapped();
    cutTo(SIZE / 2);

    refuses(data, reader);
  }

  @Test
  void aCutWithinTheLastPageIsNoticedThoughItReadsAsZeros() throws Exception {
    SegmentData data = mapped();
    cutTo(SIZE - 1);

    refuses(data, chunk -> {});
  }

  @Test
  void aJoinedFileIsLookedAtToo() throws Exception {
    SegmentData data = SegmentData.concat(List.of(SegmentData.zeros(5), mapped()));
    cutTo(SIZE - 1);

    assertThatThrownBy(() -> data.read(chunk -> {})).isInstanceOf(BadFileException.class);
  }

  @Test
  void aCutIsNoticedWithoutReading() throws Exception {
    SegmentData data = mapped();
    data.requireWhole();
    cutTo(SIZE - 1);

    assertThatThrownBy(data::requireWhole)
        .asInstanceOf(type(BadFileException.class))
        .satisfies(e -> assertThat(e.fault().code()).isEqualTo("file-changed"));
  }

  @Test
  void aFileThatGrowsReadsAsItWasMapped() throws Exception {
    SegmentData data = mapped();
    Files.write(path(), new byte[10], StandardOpenOption.APPEND);

    assertThat(length(data)).isEqualTo(SIZE);
  }

  @Test
  void aFileWhoseNameAShorterOneTakesReadsAsItWasMapped() throws Exception {
    SegmentData data = mapped();
    Path shorter = Files.write(directory.resolve("shorter"), new byte[1]);
    Files.move(shorter, path(), StandardCopyOption.REPLACE_EXISTING);

    assertThat(length(data)).isEqualTo(SIZE);
  }

  @Test
  void aFileThatIsRemovedReadsAsItWasMapped() throws Exception {
    SegmentData data = mapped();
    Files.delete(path());

    assertThat(length(data)).isEqualTo(SIZE);
  }

  private Path path() {
    return directory.resolve("initrd");
  }

  private SegmentData mapped() throws Exception {
    Files.write(path(), new byte[SIZE]);
    return MappedFile.open(path()).data();
  }

  private void cutTo(long size) throws Exception {
    try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private void refuses(SegmentData data, ChunkReader reader) {
    assertThatThrownBy(() -> data.read(reader))
        .asInstanceOf(type(BadFileException.class))
        .satisfies(
            e -> {
              assertThat(e.fault().code()).isEqualTo("file-changed");
              assertThat(e.fault().attempted()).isEqualTo("reading %s (%s bytes)", path(), SIZE);
            });
  }

  private static long length(SegmentData data) throws BadFileException {
    long[] length = new long[1];
    data.read(chunk -> length[0] += chunk.remaining());
    return length[0];
  }
}

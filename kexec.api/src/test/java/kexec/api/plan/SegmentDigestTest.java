package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors are NIST's examples for FIPS 180-4; the one for zeros was made with sha256sum. */
final class SegmentDigestTest {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;

  static Stream<Arguments> vectors() {
    return Stream.of(
        Arguments.of("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Arguments.of("abc", ABC),
        Arguments.of(
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        Arguments.of(
            "a".repeat(1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
  }

  private static SegmentData text(String text) {
    return SegmentData.ofBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void knownTextsHaveTheirKnownDigests(String text, String digest) throws Exception {
    assertThat(text(text).digest().hex()).isEqualTo(digest);
  }

  @Test
  void itDoesNotMatterWhereContentComesFrom() throws Exception {
    Path path = Files.writeString(directory.resolve("b"), "xbx");
    SegmentData joined =
        SegmentData.concat(
            List.of(text("a"), SegmentData.ofFile(MappedFile.open(path), 1, 1), text("c")));

    assertThat(joined.digest().hex()).isEqualTo(ABC);
  }

  @Test
  void zerosCountAsBytes() throws Exception {
    assertThat(SegmentData.zeros(1 << 20).digest().hex())
        .isEqualTo("30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58");
  }

  @Test
  void aFileThatIsCutShortHasNoDigest() throws Exception {
    Path path = Files.write(directory.resolve("cut"), new byte[100_000]);
    SegmentData data = MappedFile.open(path).data();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(10);
    }

    assertThatThrownBy(() -> data.digest()).isInstanceOf(BadFileException.class);
  }

  /** Whichever worker reaches the end, and however often its failure is wrapped. */
  @RepeatedTest(12)
  void aFileThatIsCutShortWhileAllProcessorsReadItHasNoDigest(RepetitionInfo times)
      throws Exception {
    Path path = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(32L * Digester.CHUNK);
    }
    SegmentData data = MappedFile.open(path).data();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(times.getCurrentRepetition() * 2L * Digester.CHUNK + 5);
    }

    assertThatThrownBy(() -> data.digest())
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("file-changed"));
  }

  @RepeatedTest(8)
  void aFileThatIsCutShortInTheMiddleOfItIsBadOrWasReadBefore(RepetitionInfo times)
      throws Exception {
    Path path = directory.resolve("shrinking");
    byte[] content = new byte[32 * Digester.CHUNK];
    new Random(1).nextBytes(content);
    Digest whole = SegmentData.ofBytes(content).digest();
    SegmentData data = MappedFile.open(Files.write(path, content)).data();
    Thread cutter =
        new Thread(
            () -> {
              try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                Thread.sleep(times.getCurrentRepetition() * 3L);
                channel.truncate(5);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    cutter.start();
    try {
      assertThat(data.digest()).isEqualTo(whole);
    } catch (BadFileException e) {
      assertThat(e.fault().code()).isEqualTo("file-changed");
    }
    cutter.join();
  }
}

package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors are NIST's examples for FIPS 180-4; the one for zeros is what sha256sum says. */
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
}

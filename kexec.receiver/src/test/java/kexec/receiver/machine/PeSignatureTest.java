package kexec.receiver.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PeSignatureTest {

  private static final int SIZE = 0x1000;

  @TempDir private Path directory;

  /** A PE32+ program whose header is where Linux's bzImages have it, signed in its last bytes. */
  static ByteBuffer signed() {
    ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x40);
    file.putInt(0x40, 0x4550).putShort(0x58, (short) 0x20b);
    // NumberOfRvaAndSizes, then the fifth directory.
    file.putInt(0x58 + 108, 6);
    return file.putInt(0x58 + 112 + 32, 0xe00).putInt(0x58 + 112 + 36, 0x200);
  }

  private static ByteBuffer pe32() {
    ByteBuffer file = signed();
    file.putShort(0x58, (short) 0x10b).putInt(0x58 + 92, 6);
    return file.putInt(0x58 + 96 + 32, 0xe00).putInt(0x58 + 96 + 36, 0x200);
  }

  static Stream<Arguments> files() {
    int start = 0x58 + 112 + 32;
    int size = start + 4;
    return Stream.of(
        arguments("signed", signed().array(), true),
        arguments("signed, 32 bits", pe32().array(), true),
        arguments("no table", signed().putInt(start, 0).array(), false),
        arguments("a table of no bytes", signed().putInt(size, 0).array(), false),
        arguments("a table beyond the file", signed().putInt(size, 0x201).array(), false),
        arguments("a huge table", signed().putInt(start, -1).putInt(size, -1).array(), false),
        arguments("too few directories", signed().putInt(0x58 + 108, 4).array(), false),
        arguments("no PE signature", signed().putInt(0x40, 0).array(), false),
        arguments("no MZ", signed().putShort(0, (short) 0).array(), false),
        arguments("another magic", signed().putShort(0x58, (short) 0x107).array(), false),
        arguments("a header beyond the file", signed().putInt(0x3c, -1).array(), false),
        arguments("cut in the table", Arrays.copyOf(signed().array(), SIZE - 1), false),
        arguments("cut in the header", Arrays.copyOf(signed().array(), size + 1), false),
        arguments("one byte", new byte[1], false),
        arguments("empty", new byte[0], false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isIn(String name, byte[] content, boolean signed) throws Exception {
    assertThat(PeSignature.isIn(Files.write(directory.resolve("kernel"), content)))
        .isEqualTo(signed);
  }
}

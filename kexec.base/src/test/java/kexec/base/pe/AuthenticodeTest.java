package kexec.base.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed of a program, and that nothing else is used of it. */
class AuthenticodeTest {

  private static final Path PATH = Path.of("program.efi");

  // Of the programs below.
  private static final int PE = 0x40;
  private static final int CHECKSUM = PE + 24 + 64;
  private static final int HEADERS_SIZE = PE + 24 + 60;
  private static final int DIRECTORY = PE + 24 + 112 + 32;
  private static final int SECTIONS = PE + 24 + 240;
  private static final int HEADERS = 0x400;
  private static final int CONTENT_END = HEADERS + 0x200 + 0x400;

  /** Two sections, each filled with its number. */
  private static ByteBuffer program(int trailing, byte[] table) {
    ByteBuffer file =
        ByteBuffer.allocate(CONTENT_END + trailing + table.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(0, (short) 0x5a4d).putInt(60, PE).putInt(PE, 0x4550);
    file.putShort(PE + 6, (short) 2).putShort(PE + 20, (short) 240);
    file.putShort(PE + 24, (short) 0x20b).putInt(HEADERS_SIZE, HEADERS);
    file.putInt(CHECKSUM, 0x11111111).putInt(PE + 24 + 108, 16);
    section(file, 0, HEADERS, 0x200);
    section(file, 1, HEADERS + 0x200, 0x400);
    fill(file, CONTENT_END, trailing, 7);
    if (table.length > 0) {
      table(file, CONTENT_END + trailing, table.length);
      file.put(CONTENT_END + trailing, table);
    }
    return file;
  }

  private static void section(ByteBuffer file, int index, int offset, int size) {
    file.putInt(SECTIONS + index * 40 + 16, size).putInt(SECTIONS + index * 40 + 20, offset);
    fill(file, offset, size, index + 1);
  }

  private static void table(ByteBuffer file, long offset, long size) {
    file.putInt(DIRECTORY, (int) offset).putInt(DIRECTORY + 4, (int) size);
  }

  /** Entries of the certificate table, each padded to eight bytes. */
  private static byte[] entries(int type, byte[]... signatures) {
    int size = Arrays.stream(signatures).mapToInt(each -> (8 + each.length + 7) & -8).sum();
    ByteBuffer table = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] each : signatures) {
      table.putInt(8 + each.length).putShort((short) 0x200).putShort((short) type).put(each);
      table.position((table.position() + 7) & -8);
    }
    return array(table);
  }

  private static byte[] array(ByteBuffer of) {
    byte[] bytes = new byte[of.capacity()];
    of.get(0, bytes);
    return bytes;
  }

  private static void fill(ByteBuffer file, int offset, int size, int value) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) value);
    file.put(offset, content);
  }

  private static Authenticode read(ByteBuffer file) throws BadFileException {
    return Authenticode.read(PATH, SegmentData.ofBytes(array(file))).orElseThrow();
  }

  private static String refusal(ByteBuffer file) {
    BadFileException refusal =
        catchThrowableOfType(BadFileException.class, () -> read(file).signatures());
    assertThat(refusal.fault().code()).isEqualTo("policy-signature-broken");
    return refusal.fault().cause();
  }

  private static byte[] bytes(SegmentData data) throws BadFileException {
    ByteBuffer all = ByteBuffer.allocate((int) data.size());
    data.read(all::put);
    return array(all);
  }

  /** As the specification says it: everything but three places. */
  private static byte[] expected(ByteBuffer file, int end) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] bytes = array(file);
    digest.update(bytes, 0, CHECKSUM);
    digest.update(bytes, CHECKSUM + 4, DIRECTORY - CHECKSUM - 4);
    digest.update(bytes, DIRECTORY + 8, end - DIRECTORY - 8);
    return digest.digest();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 24})
  void theDigestCoversAllButThreePlaces(int trailing) throws Exception {
    byte[] table = entries(2, new byte[100]);
    ByteBuffer signed = program(trailing, table);
    assertThat(read(signed).digest("SHA-256")).isEqualTo(expected(signed, CONTENT_END + trailing));
    ByteBuffer unsigned = program(trailing, new byte[0]);
    assertThat(read(unsigned).digest("SHA-256")).isEqualTo(read(signed).digest("SHA-256"));
    assertThat(read(unsigned).signatures()).isEmpty();
  }

  @Test
  void everySignatureIsFound() throws Exception {
    byte[] first = {1, 2, 3};
    byte[] second = new byte[16];
    assertThat(read(program(0, entries(2, first, second))).signatures())
        .containsExactly(first, second);
    assertThat(read(program(0, entries(1, first))).signatures()).isEmpty();
  }

  /** Whoever has a signed file can write there what they like, and nobody may use it. */
  @Test
  void whatNoSignatureCoversIsNotInTheContent() throws Exception {
    ByteBuffer one = program(8, entries(2, new byte[100]));
    ByteBuffer other =
        program(8, entries(2, "multiboot".repeat(100).getBytes(StandardCharsets.US_ASCII)));
    other.putInt(CHECKSUM, 0x1badb002);
    assertThat(bytes(read(other).signedContent())).isEqualTo(bytes(read(one).signedContent()));
    ByteBuffer content = ByteBuffer.wrap(bytes(read(other).signedContent()));
    assertThat(content.remaining()).isEqualTo(CONTENT_END + 8);
    assertThat(content.getInt(CHECKSUM)).isZero();
    assertThat(content.getLong(DIRECTORY)).isZero();
  }

  @Test
  void everyOtherByteChangesTheDigest() throws Exception {
    ByteBuffer file = program(8, entries(2, new byte[100]));
    byte[] before = read(file).digest("SHA-256");
    for (int at : List.of(2, PE + 8, CHECKSUM + 4, DIRECTORY - 1, DIRECTORY + 8, HEADERS, 0xa07)) {
      ByteBuffer changed = ByteBuffer.wrap(array(file)).order(ByteOrder.LITTLE_ENDIAN);
      changed.put(at, (byte) (changed.get(at) + 1));
      assertThat(read(changed).digest("SHA-256")).as("byte 0x%x", at).isNotEqualTo(before);
    }
  }

  @Test
  void aGapBetweenSectionsIsRefused() {
    ByteBuffer gap = program(0, entries(2, new byte[8]));
    gap.putInt(SECTIONS + 16, 0x100);
    assertThat(refusal(gap)).contains("section at 0x600 does not follow", "ends at 0x500");
  }

  @Test
  void anOverlapIsRefused() {
    ByteBuffer overlap = program(0, entries(2, new byte[8]));
    overlap.putInt(SECTIONS + 40 + 20, HEADERS);
    assertThat(refusal(overlap)).contains("does not follow");
  }

  @ParameterizedTest
  @CsvSource({
    // The table begins within the sections, ends early, ends late, or its sum overflows 32 bits.
    "0x500,0x610",
    "0xa00,0x10",
    "0xa00,0x200",
    "0xffffffff,0xffffffff",
    "0,8",
    "0xa00,0"
  })
  void aTableElsewhereIsRefused(String offset, String size) {
    ByteBuffer file = program(0, entries(2, new byte[0x100]));
    table(file, Long.decode(offset), Long.decode(size));
    assertThat(refusal(file)).contains("certificate table", "is not the end of the file");
  }

  @Test
  void aHugeTableIsRefused() {
    assertThat(refusal(program(0, entries(2, new byte[2 << 20])))).contains("table has 2.0 MiB");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 0x111, 0x7fffffff, -1})
  void anEntryOfAnotherLengthIsRefused(int length) {
    byte[] table = entries(2, new byte[0x100]);
    ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
    assertThat(refusal(program(0, table))).contains("an entry of the certificate table");
  }

  @Test
  void aTableThatEndsWithinAnEntryIsRefused() {
    byte[] table = Arrays.copyOf(entries(2, new byte[8]), 20);
    assertThat(refusal(program(0, table))).contains("ends within an entry");
  }

  @Test
  void countlessSignaturesAreRefused() {
    byte[][] many = new byte[17][8];
    assertThat(refusal(program(0, entries(2, many)))).contains("more than 16 signatures");
  }

  @Test
  void headersBeyondTheirSizeAreRefused() {
    ByteBuffer file = program(0, entries(2, new byte[8]));
    file.putInt(HEADERS_SIZE, SECTIONS);
    assertThat(refusal(file)).contains("headers");
    ByteBuffer small = program(0, entries(2, new byte[8]));
    small.putShort(PE + 20, (short) 100);
    assertThat(refusal(small)).contains("headers");
  }

  @Test
  void sectionsBeyondTheFileAreRefused() {
    ByteBuffer file = program(0, new byte[0]);
    file.putInt(SECTIONS + 40 + 16, 0x7fffffff);
    assertThat(refusal(file)).contains("its sections end at");
  }

  @Test
  void whatHasNoPlaceForSignaturesIsNoProgram() throws Exception {
    ByteBuffer few = program(0, new byte[0]);
    few.putInt(PE + 24 + 108, 4);
    assertThat(Authenticode.read(PATH, SegmentData.ofBytes(array(few)))).isEmpty();
    assertThat(Authenticode.read(PATH, SegmentData.ofBytes(new byte[10]))).isEmpty();
    assertThat(Authenticode.read(PATH, SegmentData.ofBytes(new byte[4096]))).isEmpty();
  }

  /** For any bytes there is a program, none, or a described fault. */
  @Test
  void noDamageMakesItThrowAnythingElse() {
    Random random = new Random(5);
    byte[] good = array(program(8, entries(2, new byte[100])));
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = good.clone();
      for (int i = 0; i <= random.nextInt(6); i++) {
        damaged[random.nextInt(HEADERS)] = (byte) random.nextInt(256);
      }
      byte[] cut =
          random.nextInt(8) == 0 ? Arrays.copyOf(damaged, random.nextInt(good.length)) : damaged;
      assertThatNoException().isThrownBy(() -> use(cut));
    }
  }

  private static void use(byte[] file) throws BadFileException {
    try {
      Optional<Authenticode> program = Authenticode.read(PATH, SegmentData.ofBytes(file));
      if (program.isPresent()) {
        program.get().signatures();
        program.get().digest("SHA-256");
        assertThat(program.get().signedContent().size()).isLessThanOrEqualTo(file.length);
      }
    } catch (BadFileException e) {
      assertThat(e.fault().code()).isEqualTo("policy-signature-broken");
    }
  }
}

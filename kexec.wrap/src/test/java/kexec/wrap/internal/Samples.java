package kexec.wrap.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lzo.LzoCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Kernels and wrappers around them, made from bytes. */
public final class Samples {

  private Samples() {}

  /** {@return a kernel in every wrapper that is removed, by what they are} */
  public static Map<String, byte[]> wrapped(byte[] kernel) throws IOException {
    Map<String, byte[]> wrapped = new TreeMap<>();
    for (Compression compression : Compression.values()) {
      if (compression != Compression.BZIP2) {
        wrapped.put(compression.name(), compressed(compression, kernel));
      }
    }
    wrapped.put("zboot", zboot(Compression.GZIP, kernel));
    wrapped.put("zboot-zstd", zboot(Compression.ZSTD, kernel));
    wrapped.put("uImage", uImage(2, 1, gzip(kernel)));
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put(".linux", kernel);
    sections.put(".initrd", ascii("070701"));
    sections.put(".cmdline", ascii("quiet ro\0"));
    sections.put(".osrel", ascii("ID=sample\n"));
    wrapped.put("UKI", unified(sections));
    return wrapped;
  }

  /** {@return a PE32+ program with sections, as a unified kernel image is one} */
  public static byte[] unified(Map<String, byte[]> sections) {
    return pe(
        sections.entrySet().stream()
            .map(section -> new Section(section.getKey(), section.getValue()))
            .toList());
  }

  /** Bytes that look like no wrapper: half of them compressible, with a run of zeros. */
  static byte[] kernel(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    for (int i = 0; i < size / 2; i++) {
      bytes[i] = (byte) (random.nextInt(4) * 17);
    }
    for (int i = size / 2; i < size * 3 / 4; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    System.arraycopy(ascii("kernel"), 0, bytes, 0, 6);
    bytes[size - 1] = 1;
    return bytes;
  }

  static byte[] compressed(Compression compression, byte[] content) throws IOException {
    return switch (compression) {
      case GZIP -> gzip(content);
      case XZ ->
          stream(
              content, out -> new XZOutputStream(out, new LZMA2Options(LZMA2Options.PRESET_MIN)));
      case LZMA ->
          stream(
              content,
              out -> new LZMAOutputStream(out, new LZMA2Options(LZMA2Options.PRESET_MIN), -1));
      case ZSTD -> block(new ZstdCompressor(), content);
      case LZ4_LEGACY -> lz4Legacy(content);
      case LZ4 -> lz4Frame(content);
      case LZO -> lzop(content);
      case BZIP2 -> throw new IllegalArgumentException("nothing here compresses with bzip2");
    };
  }

  /** {@return content that is compressed for a dictionary of some bytes} */
  static byte[] withDictionary(Compression compression, byte[] content, int bytes)
      throws IOException {
    LZMA2Options options = new LZMA2Options(LZMA2Options.PRESET_MIN);
    options.setDictSize(bytes);
    return compression == Compression.XZ
        ? stream(content, out -> new XZOutputStream(out, options))
        : stream(content, out -> new LZMAOutputStream(out, options, -1));
  }

  /** Makes a stream that compresses into another one. */
  interface Encoder {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] stream(byte[] content, Encoder encoder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = encoder.around(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content) throws IOException {
    return stream(content, GZIPOutputStream::new);
  }

  private static byte[] block(Compressor compressor, byte[] content) {
    byte[] out = new byte[compressor.maxCompressedLength(content.length)];
    return Arrays.copyOf(out, compressor.compress(content, 0, content.length, out, 0, out.length));
  }

  private static byte[] lz4Legacy(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(little(0x184c2102));
    for (int at = 0; at < content.length; at += 8 << 20) {
      byte[] block =
          block(
              new Lz4Compressor(),
              Arrays.copyOfRange(content, at, Math.min(at + (8 << 20), content.length)));
      out.writeBytes(little(block.length));
      out.writeBytes(block);
    }
    return out.toByteArray();
  }

  /** With all checksums, the content's size and every second block uncompressed. */
  private static byte[] lz4Frame(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] descriptor = join(new byte[] {0x7c, 0x40}, little(content.length), little(0));
    out.writeBytes(little(0x184d2204));
    out.writeBytes(descriptor);
    out.write(xxh32(descriptor) >>> 8);
    for (int at = 0; at < content.length; at += 1 << 16) {
      byte[] piece = Arrays.copyOfRange(content, at, Math.min(at + (1 << 16), content.length));
      boolean plain = (at >> 16) % 2 == 1;
      byte[] block = plain ? piece : block(new Lz4Compressor(), piece);
      out.writeBytes(little(block.length | (plain ? 1 << 31 : 0)));
      out.writeBytes(block);
      out.writeBytes(little(xxh32(block)));
    }
    out.writeBytes(little(0));
    out.writeBytes(little(xxh32(content)));
    return out.toByteArray();
  }

  static int xxh32(byte[] bytes) {
    XxHash32 hash = new XxHash32();
    hash.update(bytes, bytes.length);
    return hash.value();
  }

  private static byte[] lzop(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'L', 'Z', 'O', 0, 0x0d, 0x0a, 0x1a, 0x0a});
    // The versions, LZO1X-1 at level 5, an Adler-32 of each block.
    out.writeBytes(new byte[] {0x10, 0x40, 0x20, (byte) 0xa0, 0x09, 0x40, 1, 5, 0, 0, 0, 1});
    out.writeBytes(new byte[12]);
    out.write(4);
    out.writeBytes(ascii("name"));
    out.writeBytes(new byte[4]);
    for (int at = 0; at < content.length; at += 1 << 18) {
      byte[] piece = Arrays.copyOfRange(content, at, Math.min(at + (1 << 18), content.length));
      byte[] packed = block(new LzoCompressor(), piece);
      byte[] block = packed.length < piece.length ? packed : piece;
      Adler32 sum = new Adler32();
      sum.update(piece);
      out.writeBytes(big(piece.length));
      out.writeBytes(big(block.length));
      out.writeBytes(big((int) sum.getValue()));
      out.writeBytes(block);
    }
    out.writeBytes(big(0));
    return out.toByteArray();
  }

  /** A zboot image whose payload has the size of the content behind it. */
  static byte[] zboot(String compression, byte[] payload, int contentSize) {
    byte[] head = new byte[256];
    ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    header.put(ascii("MZ\0\0zimg")).putInt(head.length).putInt(payload.length).putLong(0);
    header.put(ascii(compression));
    return join(head, payload, little(contentSize), new byte[8]);
  }

  static byte[] zboot(Compression compression, byte[] content) throws IOException {
    String name = compression == Compression.XZ ? "xzkern" : compression.text();
    return zboot(name, compressed(compression, content), content.length);
  }

  /** A section of a PE program: its virtual size may differ from the size of its content. */
  static final class Section {
    private final String name;
    private final byte[] content;
    private final int virtualSize;

    Section(String name, byte[] content) {
      this(name, content, content.length);
    }

    Section(String name, byte[] content, int virtualSize) {
      this.name = name;
      this.content = content;
      this.virtualSize = virtualSize;
    }
  }

  /** A PE32+ program; every section begins at a multiple of 512 bytes. */
  static byte[] pe(List<Section> sections) {
    int optional = 112;
    int table = 64 + 24 + optional;
    int at = table + 40 * sections.size() + 511 & ~511;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] head = new byte[at];
    ByteBuffer out = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("MZ")).putInt(60, 64);
    out.position(64).put(ascii("PE\0\0")).putShort((short) 0x8664);
    out.putShort((short) sections.size());
    out.putShort(64 + 20, (short) optional).putShort(64 + 24, (short) 0x20b);
    out.position(table);
    for (Section each : sections) {
      int raw = each.content.length + 511 & ~511;
      out.put(Arrays.copyOf(ascii(each.name), 8)).putInt(each.virtualSize).putInt(0x1000);
      out.putInt(raw).putInt(at + body.size());
      out.position(out.position() + 16);
      body.writeBytes(Arrays.copyOf(each.content, raw));
    }
    return join(head, body.toByteArray());
  }

  /** A uImage for arm64 and Linux. */
  static byte[] uImage(int type, int compression, byte[] data) {
    return uImage(5, type, compression, data);
  }

  static byte[] uImage(int system, int type, int compression, byte[] data) {
    ByteBuffer header = ByteBuffer.allocate(64);
    header.putInt(0x27051956).putInt(0).putInt(1).putInt(data.length).putInt(0x80000);
    header.putInt(0x80000).putInt(crc(data));
    header.put((byte) system).put((byte) 22).put((byte) type).put((byte) compression);
    header.put(ascii("Linux"));
    header.putInt(4, crc(header.array()));
    return join(header.array(), data);
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] little(int number) {
    return big(Integer.reverseBytes(number));
  }

  static byte[] big(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  static byte[] bytes(SegmentData data) throws BadFileException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    data.read(
        chunk -> {
          byte[] piece = new byte[chunk.remaining()];
          chunk.get(piece);
          out.writeBytes(piece);
        });
    return out.toByteArray();
  }

  /** Uniform bytes, which compress to next to nothing. */
  static byte[] bomb(int size) throws IOException {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) 'x');
    return stream(content, out -> new FastGzip(out));
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /**
   * Runs a command of the shell in a directory; a test that needs a tool that is not installed is
   * skipped.
   */
  static void run(Path directory, String tool, String command) throws Exception {
    boolean isThere =
        Pattern.compile(":")
            .splitAsStream(System.getenv("PATH"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    assumeTrue(isThere, tool + " is not installed");
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + ": " + told);
    }
  }
}

package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the tables of a kernel's symbols as scripts/kallsyms.c of different versions does, with
 * the codes of characters that no name has as tokens.
 */
final class SyntheticKallsyms {

  /** Where the tables of an image start. */
  static final int TABLES = 0x40000;

  private static final int PAIR = 0x80;
  private static final String PAIR_TEXT = "fun";

  private final ByteBuffer image = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private final List<String> names;
  private final int alignment;

  SyntheticKallsyms(List<String> names, int alignment) {
    this.names = names;
    this.alignment = alignment;
    image.position(TABLES);
  }

  /**
   * Writes the count, the names, the markers, the order by name if it has bytes, and the tokens.
   */
  SyntheticKallsyms names(int orderBytes) {
    align().putInt(names.size());
    align();
    int start = image.position();
    int[] markers = new int[(names.size() + 255) / 256];
    for (int i = 0; i < names.size(); i++) {
      if (i % 256 == 0) {
        markers[i / 256] = image.position() - start;
      }
      name("T" + names.get(i));
    }
    align();
    for (int marker : markers) {
      image.putInt(marker);
    }
    align().put(new byte[orderBytes * names.size()]);
    return tokens();
  }

  private void name(String name) {
    byte[] codes =
        name.replace(PAIR_TEXT, Character.toString(PAIR)).getBytes(StandardCharsets.ISO_8859_1);
    if (codes.length > 127) {
      image.put((byte) (codes.length | 0x80)).put((byte) (codes.length >> 7));
    } else {
      image.put((byte) codes.length);
    }
    image.put(codes);
  }

  private SyntheticKallsyms tokens() {
    align();
    int start = image.position();
    int[] places = new int[256];
    for (int code = 0; code < 256; code++) {
      places[code] = image.position() - start;
      String text = code > ' ' && code < 0x7f ? Character.toString(code) : "token" + code;
      image.put((code == PAIR ? PAIR_TEXT : text).getBytes(StandardCharsets.US_ASCII));
      image.put((byte) 0);
    }
    align();
    for (int place : places) {
      image.putShort((short) place);
    }
    return this;
  }

  SyntheticKallsyms numbers(int... numbers) {
    align();
    for (int number : numbers) {
      image.putInt(number);
    }
    return this;
  }

  SyntheticKallsyms base(long base) {
    align();
    if (alignment == Long.BYTES) {
      image.putLong(base);
    } else {
      image.putInt((int) base);
    }
    return this;
  }

  /** Writes empty lists behind the tables. */
  SyntheticKallsyms lists(int count, long virtualStart, int wordBytes) {
    for (int i = 0; i < count; i++) {
      int at = 0x80000 + i * 64;
      for (int word = 0; word < 2; word++) {
        if (wordBytes == Long.BYTES) {
          image.putLong(at + word * wordBytes, virtualStart + at);
        } else {
          image.putInt(at + word * wordBytes, (int) (virtualStart + at));
        }
      }
    }
    return this;
  }

  private ByteBuffer align() {
    return image.position((image.position() + alignment - 1) / alignment * alignment);
  }

  int position() {
    return image.position();
  }

  byte[] bytes() {
    return image.array();
  }
}

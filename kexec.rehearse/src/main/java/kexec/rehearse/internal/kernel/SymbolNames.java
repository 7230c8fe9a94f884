package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import kexec.base.kernel.Align;

/**
 * The compressed names of a kernel's symbols (scripts/kallsyms.c, kallsyms_names and
 * kallsyms_markers): each is its length, of one byte or two (ULEB128, since Linux 6.1), and the
 * codes of its parts; the markers are the places of each 256th name.
 *
 * @param image a piece of the kernel's image, little-endian
 * @param tokens the parts
 * @param start where the first name starts in the image
 * @param markers where the markers start in the image
 * @param count how many names there are
 */
record SymbolNames(ByteBuffer image, TokenTable tokens, int start, int markers, int count) {

  private static final int MARKED = 256;
  private static final int LARGEST = 16 << 20;

  /** The least and the most bytes for a symbol in all tables, on the average. */
  private static final int LEAST_BYTES = 4;

  private static final int MOST_BYTES = 64;

  /** The bytes for each name in the order by name: none, three, or four in its first version. */
  private static final List<Integer> ORDER_BYTES = List.of(0, 3, 4);

  /**
   * {@return the names before a table of their parts. Their number is searched for backwards: the
   * one with which the names end where the markers start, all markers are right, and the markers
   * end where the table starts. Some versions have an order by name between these two}
   *
   * @param image a piece of the kernel's image, little-endian
   * @param tokens the parts
   * @param alignment the alignment of each table
   */
  static Optional<SymbolNames> before(ByteBuffer image, TokenTable tokens, int alignment) {
    int lowest = Math.max(alignment, tokens.start() - LARGEST);
    for (int start = tokens.start(); start >= lowest; start -= alignment) {
      int count = image.getInt(start - alignment);
      int bytes = tokens.start() - start;
      if (count >= bytes / MOST_BYTES && count <= bytes / LEAST_BYTES && count > MARKED) {
        Optional<SymbolNames> names = at(image, tokens, start, alignment, count);
        if (names.isPresent()) {
          return names;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<SymbolNames> at(
      ByteBuffer image, TokenTable tokens, int start, int alignment, int count) {
    int size = (count + MARKED - 1) / MARKED * Integer.BYTES;
    return ORDER_BYTES.stream()
        .map(bytes -> Align.down(tokens.start() - (long) bytes * count, alignment))
        .map(end -> (int) Align.down(end - size, alignment))
        .filter(markers -> markers > start)
        .map(markers -> new SymbolNames(image, tokens, start, markers, count))
        .filter(names -> names.isValid(alignment))
        .findFirst();
  }

  private boolean isValid(int alignment) {
    int at = start;
    for (int i = 0; i < count; i++) {
      if (at >= markers || (i % MARKED == 0 && at - start != marker(i))) {
        return false;
      }
      at += lengthBytes(image, at) + length(image, at);
    }
    return Align.up(at, alignment) == markers;
  }

  /**
   * {@return the same names without the rest of the image, which may change later; empty if they
   * have already changed}
   *
   * @param alignment the alignment of each table
   */
  Optional<SymbolNames> copied(int alignment) {
    ByteBuffer copy = ByteBuffer.allocate(tokens.start() - start).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(0, image, start, copy.capacity());
    return Optional.of(new SymbolNames(copy, tokens, 0, markers - start, count))
        .filter(names -> names.isValid(alignment));
  }

  private int marker(int name) {
    return image.getInt(markers + name / MARKED * Integer.BYTES);
  }

  private static int lengthBytes(ByteBuffer image, int at) {
    return image.get(at) < 0 ? 2 : 1;
  }

  private static int length(ByteBuffer image, int at) {
    int low = image.get(at) & 0x7f;
    return image.get(at) < 0 ? low | (image.get(at + 1) & 0x7f) << 7 : low;
  }

  /**
   * {@return a name, without the type that precedes it}
   *
   * @param name from 0 to the count, exclusive
   */
  String name(int name) {
    int at = start + marker(name);
    for (int i = 0; i < name % MARKED; i++) {
      at += lengthBytes(image, at) + length(image, at);
    }
    StringBuilder text = new StringBuilder();
    int first = at + lengthBytes(image, at);
    for (int i = 0; i < length(image, at); i++) {
      text.append(tokens.parts().get(image.get(first + i) & 0xff));
    }
    return text.length() > 1 ? text.substring(1) : "";
  }
}

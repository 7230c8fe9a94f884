package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * Looks at each aligned word of 64 bits in the RAM that a guest has used. What is searched for
 * starts at an aligned address or is long enough to contain an aligned word, so that no word that
 * crosses one needs a look.
 */
final class WordScan {

  private static final int WORD = Long.BYTES;
  private static final int PIECE = 4 << 20;

  private WordScan() {}

  /**
   * Searches ascending.
   *
   * @param memory the guest's RAM
   * @param wanted a cheap test of a word, read little-endian; it sees every word
   * @param goesOn is called with the address of each wanted word; the search ends when it returns
   *     false
   */
  static void search(GuestMemory memory, LongPredicate wanted, Predicate<MachineAddress> goesOn) {
    for (Range<MachineAddress> range : memory.used().ranges()) {
      if (!search(memory, range, wanted, goesOn)) {
        return;
      }
    }
  }

  private static boolean search(
      GuestMemory memory,
      Range<MachineAddress> range,
      LongPredicate wanted,
      Predicate<MachineAddress> goesOn) {
    long at = range.start().value() + (-range.start().value() & (WORD - 1));
    long end = range.end().value();
    while (Long.compareUnsigned(at, end) < 0 && end - at >= WORD) {
      int length = (int) Math.min(PIECE, (end - at) & -WORD);
      ByteBuffer piece = memory.read(new MachineAddress(at), length);
      if (!search(piece, at, wanted, goesOn)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private static boolean search(
      ByteBuffer piece, long start, LongPredicate wanted, Predicate<MachineAddress> goesOn) {
    int first = piece.position();
    int last = piece.limit() - WORD;
    for (int i = first; i <= last; i += WORD) {
      if (wanted.test(piece.getLong(i)) && !goesOn.test(new MachineAddress(start + (i - first)))) {
        return false;
      }
    }
    return true;
  }
}

package kexec.base.pagelist;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The oracle: reads a list from memory and copies page by page, as simply as can be. */
final class Relocation {

  private final Map<Long, byte[]> memory;
  private final List<long[]> moves = new ArrayList<>();
  private final List<Long> indirectionFrames = new ArrayList<>();

  Relocation(Map<Long, byte[]> memory) {
    this.memory = new HashMap<>(memory);
  }

  Relocation run(long head) {
    long entry = head;
    long at = 0;
    long to = 0;
    while ((entry & 4) == 0) {
      long frame = entry >>> 12;
      if ((entry & 0xfff) == 1) {
        to = frame;
      } else if ((entry & 0xfff) == 2) {
        at = frame << 12;
        indirectionFrames.add(frame);
      } else if ((entry & 0xfff) == 8) {
        moves.add(new long[] {frame, to});
        memory.put(to, memory.get(frame).clone());
        to++;
      } else {
        throw new IllegalStateException("entry " + Long.toHexString(entry));
      }
      ByteBuffer page = ByteBuffer.wrap(memory.get(at >>> 12)).order(ByteOrder.LITTLE_ENDIAN);
      entry = page.getLong((int) (at & 0xfff));
      at += 8;
    }
    return this;
  }

  /** Pairs of source and destination frame, in list order. */
  List<long[]> moves() {
    return moves;
  }

  List<Long> indirectionFrames() {
    return indirectionFrames;
  }

  byte[] page(long frame) {
    return memory.get(frame);
  }
}

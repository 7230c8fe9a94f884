package kexec.sim.internal.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A map from frame numbers to values without an object per key or entry: open addressing with
 * linear probing, at most two thirds full. Not thread-safe.
 */
final class FrameMap<V> {

  /** No frame has this number: frames have 52 bits at most. */
  private static final long EMPTY = -1;

  private long[] keys;
  private @Nullable Object[] values;
  private int size;

  FrameMap() {
    keys = emptyKeys(16);
    values = new Object[16];
  }

  int size() {
    return size;
  }

  boolean contains(long frame) {
    return get(frame) != null;
  }

  @SuppressWarnings("unchecked") // put stores only V
  @Nullable V get(long frame) {
    return (V) values[find(frame)];
  }

  void put(long frame, V value) {
    int at = find(frame);
    if (keys[at] == EMPTY) {
      if ((size + 1L) * 3 > keys.length * 2L) {
        grow();
        at = find(frame);
      }
      keys[at] = frame;
      size++;
    }
    values[at] = value;
  }

  void remove(long frame) {
    int hole = find(frame);
    if (keys[hole] == EMPTY) {
      return;
    }
    size--;
    int mask = keys.length - 1;
    // Every entry after the hole moves into it unless its own place lies between the two.
    for (int at = (hole + 1) & mask; keys[at] != EMPTY; at = (at + 1) & mask) {
      int home = home(keys[at]);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at];
        values[hole] = values[at];
        hole = at;
      }
    }
    keys[hole] = EMPTY;
    values[hole] = null;
  }

  /** {@return a new array of all frames, in no order} */
  long[] frames() {
    return Arrays.stream(keys).filter(key -> key != EMPTY).toArray();
  }

  private int find(long frame) {
    int mask = keys.length - 1;
    int at = home(frame);
    while (keys[at] != EMPTY && keys[at] != frame) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(long frame) {
    long mixed = frame * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> 32) & (keys.length - 1);
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = emptyKeys(Math.multiplyExact(oldKeys.length, 2));
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  private static long[] emptyKeys(int length) {
    long[] keys = new long[length];
    Arrays.fill(keys, EMPTY);
    return keys;
  }
}

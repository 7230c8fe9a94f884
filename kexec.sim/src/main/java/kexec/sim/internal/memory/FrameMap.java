package kexec.sim.internal.memory;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map from frame numbers to values that needs little memory per frame where most frames of a
 * neighbourhood have one: consecutive frames share an array. Not thread-safe.
 */
final class FrameMap<V> {

  private static final int SHIFT = 6;
  private static final int CHUNK = 1 << SHIFT;

  private final Map<Long, @Nullable Object[]> chunks = new HashMap<>();
  private int size;

  int size() {
    return size;
  }

  boolean contains(long frame) {
    return get(frame) != null;
  }

  @SuppressWarnings("unchecked") // put stores nothing but V
  @Nullable V get(long frame) {
    @Nullable Object[] chunk = chunks.get(frame >> SHIFT);
    return chunk == null ? null : (V) chunk[inChunk(frame)];
  }

  void put(long frame, V value) {
    @Nullable Object[] chunk = chunks.computeIfAbsent(frame >> SHIFT, key -> new Object[CHUNK]);
    size += chunk[inChunk(frame)] == null ? 1 : 0;
    chunk[inChunk(frame)] = value;
  }

  void remove(long frame) {
    @Nullable Object[] chunk = chunks.get(frame >> SHIFT);
    if (chunk != null && chunk[inChunk(frame)] != null) {
      chunk[inChunk(frame)] = null;
      size--;
      if (Arrays.stream(chunk).allMatch(Objects::isNull)) {
        chunks.remove(frame >> SHIFT);
      }
    }
  }

  private static int inChunk(long frame) {
    return (int) frame & (CHUNK - 1);
  }
}

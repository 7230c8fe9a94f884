package kexec.xen.internal.pages;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds pages by their frames, which may be in no order; consecutive ones take no more room than
 * one. Where the kernel has moved a page and given its frame to another one, the other one is
 * found. Not safe for use by several threads.
 */
final class FrameIndex {

  // Frame numbers are far below 2^63.
  private final NavigableMap<Long, Run> runs = new TreeMap<>();

  /** A page of an arena. */
  record Place(Arena arena, int index) {}

  /** Pages side by side in consecutive frames. */
  private record Run(long first, long end, Arena arena, int index) {

    Run from(long frame) {
      return new Run(frame, end, arena, index + (int) (frame - first));
    }

    Run to(long frame) {
      return new Run(first, frame, arena, index);
    }
  }

  /**
   * Adds an arena.
   *
   * @param frames the frame of each of its pages
   */
  void add(Arena arena, long[] frames) {
    forEachRun(arena, frames, this::put);
  }

  /**
   * Removes an arena.
   *
   * @param frames as they were added
   */
  void remove(Arena arena, long[] frames) {
    forEachRun(
        arena,
        frames,
        run ->
            runs.subMap(run.first(), run.end()).values().removeIf(each -> each.arena() == arena));
  }

  /** Takes a run. */
  @FunctionalInterface
  private interface RunTaker {
    void take(Run run);
  }

  private static void forEachRun(Arena arena, long[] frames, RunTaker taker) {
    int from = 0;
    for (int i = 1; i <= frames.length; i++) {
      if (i == frames.length || frames[i] != frames[i - 1] + 1) {
        taker.take(new Run(frames[from], frames[i - 1] + 1, arena, from));
        from = i;
      }
    }
  }

  private void put(Run run) {
    splitAt(run.first());
    splitAt(run.end());
    runs.subMap(run.first(), run.end()).clear();
    runs.put(run.first(), run);
  }

  private void splitAt(long frame) {
    Map.Entry<Long, Run> below = runs.lowerEntry(frame);
    if (below != null && below.getValue().end() > frame) {
      runs.put(below.getKey(), below.getValue().to(frame));
      runs.put(frame, below.getValue().from(frame));
    }
  }

  /** Returns the page that lies in a frame. */
  Optional<Place> find(long frame) {
    return Optional.ofNullable(runs.floorEntry(frame))
        .map(Map.Entry::getValue)
        .filter(run -> frame < run.end())
        .map(run -> new Place(run.arena(), run.index() + (int) (frame - run.first())));
  }

  /** Forgets all. */
  void clear() {
    runs.clear();
  }
}

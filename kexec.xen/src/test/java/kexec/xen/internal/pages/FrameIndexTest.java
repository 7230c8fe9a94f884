package kexec.xen.internal.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import kexec.api.memory.VirtualAddress;
import kexec.xen.internal.pages.FrameIndex.Place;
import org.junit.jupiter.api.Test;

class FrameIndexTest {

  private static final long[] LOW = LongStream.range(1000, 2024).toArray();

  private final FrameIndex index = new FrameIndex();

  @Test
  void findsPagesThatLieInNoOrder() {
    long[] backwards = LongStream.range(0, Arena.PAGES).map(i -> 5000 - 2 * i).toArray();
    Arena arena = arena(1, backwards);
    index.add(arena, backwards);
    for (int i = 0; i < Arena.PAGES; i++) {
      assertThat(index.find(backwards[i])).contains(new Place(arena, i));
      assertThat(index.find(backwards[i] + 1)).isEmpty();
    }
    index.remove(arena, backwards);
    assertThat(index.find(5000)).isEmpty();
  }

  @Test
  void theNewestHolderOfAFrameIsFound() {
    Arena old = arena(1, LOW);
    index.add(old, LOW);
    // The kernel moved some of its pages, and gave their frames to another arena.
    long[] moved =
        LongStream.range(0, Arena.PAGES).map(i -> i < 100 ? 1200 + i : 9000 + i).toArray();
    Arena newer = arena(2, moved);
    index.add(newer, moved);
    assertThat(index.find(1199)).contains(new Place(old, 199));
    assertThat(index.find(1200)).contains(new Place(newer, 0));
    assertThat(index.find(1299)).contains(new Place(newer, 99));
    assertThat(index.find(1300)).contains(new Place(old, 300));

    index.remove(old, LOW);
    assertThat(index.find(1199)).isEmpty();
    assertThat(index.find(1300)).isEmpty();
    assertThat(index.find(1250)).contains(new Place(newer, 50));

    index.remove(newer, moved);
    assertThat(index.find(1250)).isEmpty();
    assertThat(index.find(9100)).isEmpty();
  }

  @Test
  void anArenaInTheSameFramesTakesThePlaceOfTheOldOne() {
    Arena old = arena(1, LOW);
    Arena newer = arena(2, LOW);
    index.add(old, LOW);
    index.add(newer, LOW);
    assertThat(index.find(1000)).contains(new Place(newer, 0));
    index.remove(old, LOW);
    assertThat(index.find(2023)).contains(new Place(newer, 1023));
  }

  private static Arena arena(long number, long[] frames) {
    return new Arena(new VirtualAddress(number * Arena.BYTES), frames);
  }
}

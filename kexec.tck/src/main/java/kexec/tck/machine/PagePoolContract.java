package kexec.tck.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link PagePool}. Its memory has at least about 2000 free pages, including
 * blocks of eight pages.
 */
public abstract class PagePoolContract extends MemoryOpsContract {

  /** Above all memory of today's machines. */
  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);

  private static final Frame NOBODYS = new Frame(0xf_ffff_ffff_ffffL);
  private static final int MANY = 200;

  private final List<Frame> taken = new ArrayList<>();
  private PagePool pool;

  /** For subclasses. */
  protected PagePoolContract() {}

  /** {@return an address below which some memory is free; by default one above all memory} */
  protected MachineAddress limit() {
    return ANYWHERE;
  }

  @BeforeEach
  void findPool() {
    pool = memory().pages().orElseThrow();
  }

  @AfterEach
  void freeAll() {
    taken.forEach(pool::free);
  }

  @Test
  void hasOnePageSize() {
    assertThat(pool.pageSize()).isEqualTo(pool.pageSize());
  }

  @Test
  void allocatesInRamOutsideTheCrashRegion() throws KexecException {
    MemoryMap map = memory().memoryMap();
    for (int i = 0; i < MANY; i++) {
      Range<MachineAddress> range = block(take(i % 4), i % 4);
      assertThat(map.ram().contains(range)).as("%s in %s", range, map).isTrue();
      assertThat(map.crashRegion().filter(region -> region.overlaps(range))).isEmpty();
    }
  }

  @Test
  void neverHandsOutAPageTwice() throws KexecException {
    Set<Long> frames = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      long first = take(i % 3).number();
      for (long f = first; f < first + (1L << i % 3); f++) {
        assertThat(frames.add(f)).as("frame 0x%x", f).isTrue();
      }
    }
  }

  @Test
  void everyPageOfABlockCanBeWritten() throws KexecException {
    for (int order = 0; order <= 3; order++) {
      long first = take(order).number();
      for (long f = first; f < first + (1L << order); f++) {
        pool.write(new Frame(f), ByteBuffer.wrap(new byte[] {1}));
      }
    }
  }

  @Test
  void forgetsAFreedBlock() throws KexecException {
    Frame frame = pool.allocate(0, ANYWHERE);
    pool.free(frame);
    assertThatThrownBy(() -> pool.write(frame, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToFreeTwice() throws KexecException {
    Frame first = pool.allocate(1, ANYWHERE);
    pool.free(first);
    assertThatThrownBy(() -> pool.free(first)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToFreeWhatIsNoBlock() throws KexecException {
    Frame first = take(1);
    for (Frame other : List.of(new Frame(first.number() + 1), NOBODYS)) {
      assertThatThrownBy(() -> pool.free(other))
          .as("%s", other)
          .isInstanceOf(IllegalArgumentException.class);
    }
    pool.write(first, ByteBuffer.allocate(1));
  }

  @Test
  void refusesOrdersThatThereAreNot() {
    for (int order : new int[] {-1, 11}) {
      assertThatThrownBy(() -> pool.allocate(order, ANYWHERE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void reachesBelowTheLimitInTheEnd() throws KexecException {
    // An allocator that cannot choose addresses is called again while the caller keeps what it
    // got.
    for (int i = 0; i < 2000; i++) {
      Frame page = pool.allocate(0, limit());
      taken.add(page);
      if (!limit().isBelow(block(page, 0).end())) {
        return;
      }
    }
    throw new AssertionError("no page below " + limit() + " among 2000");
  }

  @Test
  void reusesFreedPages() throws KexecException {
    for (int round = 0; round < 50; round++) {
      List<Frame> pages = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        pages.add(pool.allocate(0, ANYWHERE));
      }
      pages.forEach(pool::free);
    }
    take(3);
  }

  @Test
  void writesUpToAPage() throws KexecException {
    Frame first = take(1);
    int bytes = Math.toIntExact(pool.pageSize().bytes());
    Frame second = new Frame(first.number() + 1);
    pool.write(first, ByteBuffer.allocate(bytes));
    pool.write(second, ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer());
    pool.write(second, ByteBuffer.allocate(0));
    assertThatThrownBy(() -> pool.write(second, ByteBuffer.allocate(bytes + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void servesSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<Frame>>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        work.add(this::allocateAndFreeSome);
      }
      Set<Frame> frames = new HashSet<>();
      for (Future<List<Frame>> kept : threads.invokeAll(work)) {
        taken.addAll(kept.get());
        for (Frame page : kept.get()) {
          assertThat(frames.add(page)).isTrue();
        }
      }
      assertThat(frames).hasSize(4 * MANY / 2);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Frame> allocateAndFreeSome() throws KexecException {
    List<Frame> kept = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Frame page = pool.allocate(0, ANYWHERE);
      if (i % 2 == 0) {
        kept.add(page);
      } else {
        pool.free(page);
      }
    }
    return kept;
  }

  private Frame take(int order) throws KexecException {
    Frame first = pool.allocate(order, ANYWHERE);
    taken.add(first);
    return first;
  }

  private Range<MachineAddress> block(Frame first, int order) {
    return Range.ofSize(first.address(pool.pageSize()), pool.pageSize().bytes() << order);
  }
}

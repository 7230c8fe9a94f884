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
      Range<MachineAddress> range = memoryOf(take());
      assertThat(map.ram().contains(range)).as("%s in %s", range, map).isTrue();
      assertThat(map.crashRegion().filter(region -> region.overlaps(range))).isEmpty();
    }
  }

  @Test
  void neverHandsOutAPageTwice() throws KexecException {
    Set<Frame> frames = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      Frame frame = take();
      assertThat(frames.add(frame)).as("%s", frame).isTrue();
    }
  }

  @Test
  void forgetsAFreedPage() throws KexecException {
    Frame frame = pool.allocate(ANYWHERE);
    pool.free(frame);
    assertThatThrownBy(() -> pool.write(frame, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToFreeTwice() throws KexecException {
    Frame first = pool.allocate(ANYWHERE);
    pool.free(first);
    assertThatThrownBy(() -> pool.free(first)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsNotAllocated() throws KexecException {
    Frame kept = take();
    assertThatThrownBy(() -> pool.free(NOBODYS)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.write(NOBODYS, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    pool.write(kept, ByteBuffer.allocate(1));
  }

  @Test
  void reachesBelowTheLimitInTheEnd() throws KexecException {
    // An allocator that cannot choose addresses is called again while the caller keeps what it
    // got.
    for (int i = 0; i < 2000; i++) {
      Frame page = pool.allocate(limit());
      taken.add(page);
      if (!limit().isBelow(memoryOf(page).end())) {
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
        pages.add(pool.allocate(ANYWHERE));
      }
      pages.forEach(pool::free);
    }
    take();
  }

  @Test
  void writesUpToAPage() throws KexecException {
    Frame first = take();
    int bytes = Math.toIntExact(pool.pageSize().bytes());
    Frame second = take();
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
      Frame page = pool.allocate(ANYWHERE);
      if (i % 2 == 0) {
        kept.add(page);
      } else {
        pool.free(page);
      }
    }
    return kept;
  }

  private Frame take() throws KexecException {
    Frame frame = pool.allocate(ANYWHERE);
    taken.add(frame);
    return frame;
  }

  private Range<MachineAddress> memoryOf(Frame frame) {
    return Range.ofSize(frame.address(pool.pageSize()), pool.pageSize().bytes());
  }
}

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
import kexec.api.machine.MemoryOps;
import kexec.api.machine.Page;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link MemoryOps} must do. */
public abstract class MemoryOpsContract {

  /** Above all memory that a machine has today. */
  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);

  private static final int MANY = 200;

  private MemoryOps memory;
  private final List<Page> taken = new ArrayList<>();

  /** For subclasses. */
  protected MemoryOpsContract() {}

  /**
   * Makes the memory to be tested.
   *
   * @return memory with some 2000 free pages at least, blocks of eight pages among them
   * @throws KexecException if it cannot be made
   */
  protected abstract MemoryOps newMemory() throws KexecException;

  /**
   * Returns an address that some free memory lies below.
   *
   * @return by default one above all memory
   */
  protected MachineAddress limit() {
    return ANYWHERE;
  }

  @BeforeEach
  void makeMemory() throws KexecException {
    memory = newMemory();
  }

  @AfterEach
  void freeAll() {
    taken.forEach(memory::free);
  }

  @Test
  void hasAMapWithRam() throws KexecException {
    MemoryMap map = memory.memoryMap();
    assertThat(map.ram().isEmpty()).isFalse();
    map.crashRegion().ifPresent(region -> assertThat(map.ram().contains(region)).isTrue());
  }

  @Test
  void hasOnePageSize() {
    assertThat(memory.pageSize()).isEqualTo(memory.pageSize());
  }

  @Test
  void allocatesAlignedBlocksOfConsecutiveFrames() throws KexecException {
    for (int order = 0; order <= 3; order++) {
      assertAlignedAndConsecutive(order);
    }
  }

  private void assertAlignedAndConsecutive(int order) throws KexecException {
    Page page = take(order);
    long bytes = memory.pageSize().bytes();
    assertThat(page.order()).isEqualTo(order);
    assertThat(page.address().value() & ((bytes << order) - 1)).isZero();
    long first = memory.frame(page).number();
    for (long i = 0; i < 1L << order; i++) {
      PhysicalAddress physical = memory.toPhysical(page.address().plus(i * bytes));
      assertThat(Frame.of(memory.toMachine(physical), memory.pageSize()))
          .as("page %d of the block", i)
          .isEqualTo(new Frame(first + i));
    }
  }

  @Test
  void allocatesInRamOutsideTheCrashRegion() throws KexecException {
    MemoryMap map = memory.memoryMap();
    for (int i = 0; i < MANY; i++) {
      Range<MachineAddress> range = rangeOf(take(i % 4));
      assertThat(map.ram().contains(range)).as("%s in %s", range, map).isTrue();
      assertThat(map.crashRegion().filter(region -> region.overlaps(range))).isEmpty();
    }
  }

  @Test
  void neverHandsOutAPageTwice() throws KexecException {
    Set<Long> frames = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      Page page = take(i % 3);
      long first = memory.frame(page).number();
      for (long f = first; f < first + (1L << page.order()); f++) {
        assertThat(frames.add(f)).as("frame 0x%x", f).isTrue();
      }
    }
  }

  @Test
  void findsABlockByItsFrame() throws KexecException {
    for (int i = 0; i < MANY; i++) {
      Page page = take(i % 3);
      assertThat(memory.page(memory.frame(page))).contains(page);
    }
  }

  @Test
  void findsNoBlockWhereNoneStarts() throws KexecException {
    Page page = take(1);
    Frame second = new Frame(memory.frame(page).number() + 1);
    assertThat(memory.page(second)).isEmpty();
    assertThat(memory.page(new Frame(0xf_ffff_ffff_ffffL))).isEmpty();
  }

  @Test
  void translatesThereAndBack() throws KexecException {
    for (int i = 0; i < MANY; i++) {
      Page page = take(i % 3);
      VirtualAddress inside = page.address().plus((memory.pageSize().bytes() << page.order()) - 9);
      PhysicalAddress physical = memory.toPhysical(inside);
      assertThat(memory.toVirtual(physical)).isEqualTo(inside);
      assertThat(memory.toPhysical(memory.toMachine(physical))).isEqualTo(physical);
      assertThat(rangeOf(page).contains(memory.toMachine(physical))).isTrue();
    }
  }

  @Test
  void forgetsAFreedBlock() throws KexecException {
    Page page = memory.allocate(0, ANYWHERE);
    Frame frame = memory.frame(page);
    PhysicalAddress physical = memory.toPhysical(page.address());
    memory.free(page);
    assertThat(memory.page(frame)).isEmpty();
    assertThatThrownBy(() -> memory.frame(page)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.toPhysical(page.address()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.toVirtual(physical))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.write(frame, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToFreeTwice() throws KexecException {
    Page page = memory.allocate(1, ANYWHERE);
    memory.free(page);
    assertThatThrownBy(() -> memory.free(page)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToFreeWhatItDidNotAllocate() throws KexecException {
    Page page = take(1);
    List<Page> foreign =
        List.of(
            new Page(page.address(), 0),
            new Page(page.address(), 2),
            new Page(page.address().plus(memory.pageSize().bytes()), 0),
            new Page(page.address().plus(1), 1),
            new Page(new VirtualAddress(0), 0));
    for (Page other : foreign) {
      assertThatThrownBy(() -> memory.free(other))
          .as("%s", other)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(memory.page(memory.frame(page))).contains(page);
  }

  @Test
  void refusesAddressesWithoutMemory() {
    MachineAddress nowhere = new MachineAddress(0xf_ffff_ffff_f000L);
    assertThatThrownBy(() -> memory.toPhysical(nowhere))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.toMachine(new PhysicalAddress(nowhere.value())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reachesBelowTheLimitInTheEnd() throws KexecException {
    // An allocator that cannot aim is asked again while the caller keeps what it got.
    for (int i = 0; i < 2000; i++) {
      Page page = memory.allocate(0, limit());
      taken.add(page);
      if (!limit().isBelow(rangeOf(page).end())) {
        return;
      }
    }
    throw new AssertionError("no page below " + limit() + " among 2000");
  }

  @Test
  void reusesFreedPages() throws KexecException {
    for (int round = 0; round < 50; round++) {
      List<Page> pages = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        pages.add(memory.allocate(0, ANYWHERE));
      }
      pages.forEach(memory::free);
    }
    assertThat(take(3).order()).isEqualTo(3);
  }

  @Test
  void writesUpToAPage() throws KexecException {
    Page page = take(1);
    int bytes = Math.toIntExact(memory.pageSize().bytes());
    Frame second = new Frame(memory.frame(page).number() + 1);
    memory.write(memory.frame(page), ByteBuffer.allocate(bytes));
    memory.write(second, ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer());
    memory.write(second, ByteBuffer.allocate(0));
    assertThatThrownBy(() -> memory.write(second, ByteBuffer.allocate(bytes + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void servesSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<Page>>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        work.add(this::allocateAndFreeSome);
      }
      Set<Frame> frames = new HashSet<>();
      for (Future<List<Page>> kept : threads.invokeAll(work)) {
        taken.addAll(kept.get());
        for (Page page : kept.get()) {
          assertThat(frames.add(memory.frame(page))).isTrue();
        }
      }
      assertThat(frames).hasSize(4 * MANY / 2);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Page> allocateAndFreeSome() throws KexecException {
    List<Page> kept = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Page page = memory.allocate(0, ANYWHERE);
      if (i % 2 == 0) {
        kept.add(page);
      } else {
        memory.free(page);
      }
    }
    return kept;
  }

  private Page take(int order) throws KexecException {
    Page page = memory.allocate(order, ANYWHERE);
    taken.add(page);
    return page;
  }

  private Range<MachineAddress> rangeOf(Page page) {
    MachineAddress start = memory.frame(page).address(memory.pageSize());
    return Range.ofSize(start, memory.pageSize().bytes() << page.order());
  }
}

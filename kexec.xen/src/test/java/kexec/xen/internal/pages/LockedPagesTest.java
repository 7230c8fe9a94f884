package kexec.xen.internal.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LockedPagesTest {

  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);
  private static final long PAGE = 4096;
  private static final long ARENA = 4 << 20;

  /** As a hypervisor may: runs of eight frames, and these in no order. */
  private static final FrameLookup PERMUTED =
      frames -> Arrays.stream(frames).map(LockedPagesTest::permuted).toArray();

  @TempDir private Path directory;

  private FakePagemap calls;
  private LockedPages pages;
  private final Map<Long, Long> kernelFrame = new HashMap<>();

  @BeforeEach
  void checkSystem() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "this is not Linux");
  }

  @AfterEach
  void givesAllBack() {
    pages.close();
    assertThat(calls.mapped()).isZero();
  }

  private static long permuted(long frame) {
    return 0x100000 + ((frame ^ 0x5a8) & ~7L) + (frame & 7);
  }

  private void make(FakeFrames frames, FrameLookup lookup) throws KexecException {
    LinuxRoot root = new LinuxRoot(directory);
    calls = new FakePagemap(root, frames);
    pages =
        new LockedPages(
            new LockedSupply(root, () -> calls),
            kernelFrames -> {
              long[] machineFrames = lookup.machineFrames(kernelFrames.clone());
              for (int i = 0; i < kernelFrames.length; i++) {
                kernelFrame.put(machineFrames[i], kernelFrames[i]);
              }
              return machineFrames;
            });
  }

  private void make(FakeFrames frames) throws KexecException {
    make(frames, same -> same);
  }

  private static MachineAddress below(long frame) {
    return new MachineAddress(frame << 12);
  }

  @Test
  void theLargestBlockIsMadeOfTwoHugePagesSideBySide() throws Exception {
    make(FakeFrames.HUGE);
    assertThat(pages.allocate(10, ANYWHERE)).isEqualTo(new Frame(FakeFrames.FIRST));
  }

  @Test
  void saysThatFramesAreNotConsecutive() throws Exception {
    make(FakeFrames.SCATTERED);
    assertThat(pages.allocate(0, ANYWHERE)).isNotNull();
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> pages.allocate(1, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("no-consecutive-frames");
    assertThat(refusal.fault().cause()).contains("64 MiB");
    assertThat(refusal.fault().cure()).contains("transparent_hugepage");
  }

  @Test
  void givesBackWhatItHuntedThrough() throws Exception {
    make(FakeFrames.SCATTERED);
    assertThatThrownBy(() -> pages.allocate(3, ANYWHERE)).isInstanceOf(KexecException.class);
    assertThat(calls.mapped()).isEqualTo(ARENA);
    pages.free(pages.allocate(0, ANYWHERE));
    pages.close();
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void nothingIsAllocatedAfterTheEnd() throws Exception {
    make(FakeFrames.HUGE);
    pages.close();
    pages.close();
    assertThatThrownBy(() -> pages.allocate(0, ANYWHERE)).isInstanceOf(IllegalStateException.class);
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void givesBackWhatIsNotUsedAnyMore() throws Exception {
    make(FakeFrames.HUGE);
    List<Frame> taken = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      taken.add(pages.allocate(0, ANYWHERE));
    }
    assertThat(calls.mapped()).isEqualTo(3 * ARENA);
    taken.forEach(pages::free);
    assertThat(calls.mapped()).as("one is kept").isEqualTo(ARENA);
  }

  @Test
  void saysThatTheFramesAreHidden() throws Exception {
    make(FakeFrames.HIDDEN);
    NotPermittedException refusal =
        catchThrowableOfType(NotPermittedException.class, () -> pages.allocate(0, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("frames-hidden");
    assertThat(refusal.fault().cure()).contains("CAP_SYS_ADMIN");
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void saysThatThereIsNoMemory() throws Exception {
    make(FakeFrames.HUGE);
    calls.runOut();
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> pages.allocate(0, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("no-staging-memory");
    assertThat(refusal.fault().cause()).contains("mlock(").contains("ENOMEM");
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void framesThatTheMachineDoesNotTellAreRefused() throws Exception {
    Fault fault = new Fault("untold", "asking", "it does not say", "Ask another one.");
    make(
        FakeFrames.HUGE,
        frames -> {
          throw new KexecException(fault);
        });
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> pages.allocate(0, ANYWHERE));
    assertThat(refusal.fault()).isEqualTo(fault);
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void aBlockBelowTheLimitIsTakenWhereThereIsOne() throws Exception {
    make(FakeFrames.HUGE);
    MachineAddress limit = below(FakeFrames.FIRST + 8);
    for (int i = 0; i < 8; i++) {
      assertThat(pages.allocate(0, limit).number()).isLessThan(FakeFrames.FIRST + 8);
    }
    assertThat(pages.allocate(0, limit).number())
        .as("a wish only")
        .isGreaterThanOrEqualTo(FakeFrames.FIRST + 8);
  }

  @Test
  void aSmallBlockAboveTheLimitDoesNotHideALargeOneBelowIt() throws Exception {
    make(FakeFrames.HUGE);
    List<Frame> all = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      all.add(pages.allocate(0, ANYWHERE));
    }
    pages.free(all.get(1000));
    all.subList(0, 4).forEach(pages::free);
    assertThat(pages.allocate(0, below(FakeFrames.FIRST + 500)).number())
        .isEqualTo(FakeFrames.FIRST);
  }

  @Test
  void aLimitThatNothingIsBelowTakesNoMoreMemory() throws Exception {
    make(FakeFrames.HUGE);
    for (int i = 0; i < 1024; i++) {
      pages.allocate(0, below(1));
    }
    assertThat(calls.mapped()).isEqualTo(ARENA);
    pages.allocate(0, below(1));
    assertThat(calls.mapped()).isEqualTo(2 * ARENA);
  }

  @Test
  void pagesAreZeroAgainWhenTheyAreHandedOutAgain() throws Exception {
    make(FakeFrames.HUGE);
    Frame page = pages.allocate(0, ANYWHERE);
    pages.write(page, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(view(page).get(1)).isEqualTo((byte) 2);
    pages.free(page);
    assertThat(pages.allocate(0, ANYWHERE)).isEqualTo(page);
    assertThat(view(page).getInt(0)).isZero();
  }

  /** What lies in a frame. */
  private ByteBuffer view(Frame frame) {
    return calls.view(calls.addressOf(kernelFrame.get(frame.number())), (int) PAGE);
  }

  @Test
  void aShorterContentLeavesZerosBehindIt() throws Exception {
    make(FakeFrames.HUGE);
    Frame second = new Frame(pages.allocate(1, ANYWHERE).number() + 1);
    byte[] ones = new byte[4096];
    Arrays.fill(ones, (byte) 1);
    pages.write(second, ByteBuffer.wrap(ones));
    ByteBuffer content = ByteBuffer.wrap(ones, 0, 13);
    pages.write(second, content);
    assertThat(content.remaining()).isEqualTo(13);
    ByteBuffer view = view(second);
    for (int i = 0; i < 4096; i++) {
      assertThat(view.get(i)).isEqualTo((byte) (i < 13 ? 1 : 0));
    }
  }

  @Test
  void refusesOrdersThatThereAreNot() throws Exception {
    make(FakeFrames.HUGE);
    assertThatThrownBy(() -> pages.allocate(11, ANYWHERE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pages.allocate(-1, ANYWHERE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBlockIsConsecutiveInTheMachineAndNotInTheKernel() throws Exception {
    AtomicLong next = new AtomicLong(0x800000);
    make(
        FakeFrames.SCATTERED,
        frames -> Arrays.stream(frames).map(frame -> next.getAndIncrement()).toArray());
    assertThat(pages.allocate(10, ANYWHERE)).isEqualTo(new Frame(0x800000));
    for (long frame = 0x800001; frame < 0x800400; frame++) {
      assertThat(kernelFrame.get(frame)).isNotEqualTo(kernelFrame.get(frame - 1) + 1);
    }
  }

  @Test
  void aBlockIsNoLargerThanWhatIsConsecutiveInTheMachine() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    long first = pages.allocate(3, ANYWHERE).number();
    for (int i = 0; i < 8; i++) {
      assertThat(permuted(kernelFrame.get(first + i))).isEqualTo(first + i);
    }
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> pages.allocate(4, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("no-consecutive-frames");
  }

  @Test
  void contentIsWrittenByMachineFrames() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    Frame third = new Frame(pages.allocate(2, ANYWHERE).number() + 2);
    pages.write(third, ByteBuffer.wrap(new byte[] {42}));
    assertThat(view(third).get(0)).isEqualTo((byte) 42);
  }

  @Test
  void whatIsFreeIsNotWritten() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    Frame kept = pages.allocate(0, ANYWHERE);
    Frame page = pages.allocate(0, ANYWHERE);
    pages.free(page);
    assertThatThrownBy(() -> pages.write(page, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pages.free(page)).isInstanceOf(IllegalArgumentException.class);
    pages.write(kept, ByteBuffer.allocate(1));
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeFrames.class,
      names = {"HUGE", "RUNS_OF_SIXTEEN"})
  void blocksComeAndGoInAnyOrder(FakeFrames frames) throws Exception {
    make(frames, PERMUTED);
    Random random = new Random(7);
    List<Frame> taken = new ArrayList<>();
    Map<Frame, Integer> orders = new HashMap<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 300; i++) {
        int order = random.nextInt(4);
        Frame first = pages.allocate(order, below(0x101000 + random.nextInt(0x2000)));
        taken.add(first);
        orders.put(first, order);
      }
      assertDisjoint(orders);
      Collections.shuffle(taken, random);
      List<Frame> leaving = taken.subList(0, taken.size() * 2 / 3);
      leaving.forEach(pages::free);
      leaving.forEach(orders::remove);
      leaving.clear();
    }
    taken.forEach(pages::free);
    assertThat(calls.mapped()).isEqualTo(ARENA);
    int whole = frames == FakeFrames.HUGE ? 3 : 0;
    for (int i = 0; i < 1024 >> whole; i++) {
      pages.allocate(whole, ANYWHERE);
    }
    assertThat(calls.mapped()).as("what was cut up is whole again").isEqualTo(ARENA);
  }

  private static void assertDisjoint(Map<Frame, Integer> blocks) {
    Set<Long> seen = new HashSet<>();
    blocks.forEach(
        (first, order) -> {
          for (long i = 0; i < 1L << order; i++) {
            assertThat(seen.add(first.number() + i)).isTrue();
          }
        });
  }
}

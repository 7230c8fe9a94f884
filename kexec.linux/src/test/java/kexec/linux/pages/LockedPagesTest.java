package kexec.linux.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.Page;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
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
    pages = new LockedPages(new LockedSupply(root, () -> calls), lookup);
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
    Page page = pages.allocate(10, ANYWHERE);
    assertThat(page.address().value() % ARENA).isZero();
    assertThat(pages.frame(page)).isEqualTo(new Frame(FakeFrames.FIRST));
  }

  @Test
  void saysThatFramesAreNotConsecutive() throws Exception {
    make(FakeFrames.SCATTERED);
    assertThat(pages.allocate(0, ANYWHERE).order()).isZero();
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
    List<Page> taken = new ArrayList<>();
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
      assertThat(pages.frame(pages.allocate(0, limit)).number()).isLessThan(FakeFrames.FIRST + 8);
    }
    assertThat(pages.frame(pages.allocate(0, limit)).number())
        .as("a wish only")
        .isGreaterThanOrEqualTo(FakeFrames.FIRST + 8);
  }

  @Test
  void aSmallBlockAboveTheLimitDoesNotHideALargeOneBelowIt() throws Exception {
    make(FakeFrames.HUGE);
    List<Page> all = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      all.add(pages.allocate(0, ANYWHERE));
    }
    pages.free(all.get(1000));
    all.subList(0, 4).forEach(pages::free);
    assertThat(pages.frame(pages.allocate(0, below(FakeFrames.FIRST + 500))).number())
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
    Page page = pages.allocate(0, ANYWHERE);
    pages.write(pages.frame(page), ByteBuffer.wrap(new byte[] {1, 2, 3}));
    ByteBuffer view = calls.view(page.address(), 4096);
    assertThat(view.get(1)).isEqualTo((byte) 2);
    pages.free(page);
    Page again = pages.allocate(0, ANYWHERE);
    assertThat(again.address()).isEqualTo(page.address());
    assertThat(view.getInt(0)).isZero();
  }

  @Test
  void aShorterContentLeavesZerosBehindIt() throws Exception {
    make(FakeFrames.HUGE);
    Page page = pages.allocate(1, ANYWHERE);
    Frame second = new Frame(pages.frame(page).number() + 1);
    byte[] ones = new byte[4096];
    Arrays.fill(ones, (byte) 1);
    pages.write(second, ByteBuffer.wrap(ones));
    ByteBuffer content = ByteBuffer.wrap(ones, 0, 13);
    pages.write(second, content);
    assertThat(content.remaining()).isEqualTo(13);
    ByteBuffer view = calls.view(page.address().plus(4096), 4096);
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
    Page page = pages.allocate(10, ANYWHERE);
    assertThat(pages.frame(page)).isEqualTo(new Frame(0x800000));
    Set<Long> kernelFrames = new HashSet<>();
    for (int i = 0; i < 1024; i++) {
      PhysicalAddress physical = pages.toPhysical(page.address().plus(i * PAGE + 17));
      kernelFrames.add(physical.value() >>> 12);
      assertThat(pages.toVirtual(physical)).isEqualTo(page.address().plus(i * PAGE + 17));
      MachineAddress machine = new MachineAddress(((0x800000L + i) << 12) + 17);
      assertThat(pages.machineOf(physical)).contains(machine);
      assertThat(pages.physicalOf(machine)).contains(physical);
    }
    for (long frame : kernelFrames) {
      assertThat(kernelFrames).doesNotContain(frame + 1);
    }
  }

  @Test
  void aBlockIsNoLargerThanWhatIsConsecutiveInTheMachine() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    Page page = pages.allocate(3, ANYWHERE);
    long first = pages.frame(page).number();
    for (int i = 0; i < 8; i++) {
      long kernelFrame = pages.toPhysical(page.address().plus(i * PAGE)).value() >>> 12;
      assertThat(permuted(kernelFrame)).isEqualTo(first + i);
    }
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> pages.allocate(4, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("no-consecutive-frames");
  }

  @Test
  void contentIsWrittenByMachineFrames() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    Page page = pages.allocate(2, ANYWHERE);
    Frame third = new Frame(pages.frame(page).number() + 2);
    pages.write(third, ByteBuffer.wrap(new byte[] {42}));
    assertThat(calls.view(page.address().plus(2 * PAGE), 1).get(0)).isEqualTo((byte) 42);
  }

  @Test
  void whatIsFreeIsNotTranslated() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    Page kept = pages.allocate(0, ANYWHERE);
    Page page = pages.allocate(0, ANYWHERE);
    Frame frame = pages.frame(page);
    PhysicalAddress physical = pages.toPhysical(page.address());
    MachineAddress machine = new MachineAddress(frame.number() << 12);
    pages.free(page);
    assertThat(pages.page(frame)).isEmpty();
    assertThat(pages.machineOf(physical)).isEmpty();
    assertThat(pages.physicalOf(machine)).isEmpty();
    assertThatThrownBy(() -> pages.toPhysical(page.address()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pages.toVirtual(physical))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pages.write(frame, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pages.free(page)).isInstanceOf(IllegalArgumentException.class);
    assertThat(pages.page(pages.frame(kept))).contains(kept);
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeFrames.class,
      names = {"HUGE", "RUNS_OF_SIXTEEN"})
  void blocksComeAndGoInAnyOrder(FakeFrames frames) throws Exception {
    make(frames, PERMUTED);
    Random random = new Random(7);
    List<Page> taken = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 300; i++) {
        taken.add(pages.allocate(random.nextInt(4), below(0x101000 + random.nextInt(0x2000))));
      }
      assertDisjoint(taken);
      Collections.shuffle(taken, random);
      List<Page> leaving = taken.subList(0, taken.size() * 2 / 3);
      leaving.forEach(pages::free);
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

  private void assertDisjoint(List<Page> taken) {
    Set<Long> seen = new HashSet<>();
    for (Page page : taken) {
      Frame first = pages.frame(page);
      assertThat(pages.page(first)).contains(page);
      for (long i = 0; i < 1L << page.order(); i++) {
        assertThat(seen.add(first.number() + i)).isTrue();
      }
    }
  }
}

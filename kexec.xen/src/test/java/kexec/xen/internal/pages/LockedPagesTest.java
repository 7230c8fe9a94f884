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
import java.util.List;
import java.util.Map;
import java.util.Random;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;
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
  private static final Translation PERMUTED =
      frames -> Arrays.stream(frames).map(LockedPagesTest::permuted).toArray();

  /** The machine frames of the kernel's page frames. */
  @FunctionalInterface
  private interface Translation {
    long[] machineFrames(long[] kernelFrames) throws KexecException;
  }

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

  private void make(FakeFrames frames, Translation translation) throws KexecException {
    LinuxRoot root = new LinuxRoot(directory);
    calls = new FakePagemap(root, frames);
    pages =
        new LockedPages(
            new LockedSupply(root, () -> calls) {
              @Override
              public long[] machineFrames(VirtualAddress start, int count) throws KexecException {
                long[] kernelFrames = super.machineFrames(start, count);
                long[] machineFrames = translation.machineFrames(kernelFrames.clone());
                for (int i = 0; i < count; i++) {
                  kernelFrame.put(machineFrames[i], kernelFrames[i]);
                }
                return machineFrames;
              }
            });
  }

  private void make(FakeFrames frames) throws KexecException {
    make(frames, same -> same);
  }

  private static MachineAddress below(long frame) {
    return new MachineAddress(frame << 12);
  }

  @Test
  void nothingIsAllocatedAfterTheEnd() throws Exception {
    make(FakeFrames.HUGE);
    pages.close();
    pages.close();
    assertThatThrownBy(() -> pages.allocate(ANYWHERE)).isInstanceOf(IllegalStateException.class);
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void givesBackWhatIsNotUsedAnyMore() throws Exception {
    make(FakeFrames.HUGE);
    List<Frame> taken = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      taken.add(pages.allocate(ANYWHERE));
    }
    assertThat(calls.mapped()).isEqualTo(3 * ARENA);
    taken.forEach(pages::free);
    assertThat(calls.mapped()).as("one is kept").isEqualTo(ARENA);
  }

  @Test
  void saysThatTheFramesAreHidden() throws Exception {
    make(FakeFrames.HIDDEN);
    NotPermittedException refusal =
        catchThrowableOfType(NotPermittedException.class, () -> pages.allocate(ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("frames-hidden");
    assertThat(refusal.fault().cure()).contains("CAP_SYS_ADMIN");
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void saysThatThereIsNoMemory() throws Exception {
    make(FakeFrames.HUGE);
    calls.runOut();
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> pages.allocate(ANYWHERE));
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
        catchThrowableOfType(KexecException.class, () -> pages.allocate(ANYWHERE));
    assertThat(refusal.fault()).isEqualTo(fault);
    assertThat(calls.mapped()).isZero();
  }

  @Test
  void aBlockBelowTheLimitIsTakenWhereThereIsOne() throws Exception {
    make(FakeFrames.HUGE);
    MachineAddress limit = below(FakeFrames.FIRST + 8);
    for (int i = 0; i < 8; i++) {
      assertThat(pages.allocate(limit).number()).isLessThan(FakeFrames.FIRST + 8);
    }
    assertThat(pages.allocate(limit).number())
        .as("a wish only")
        .isGreaterThanOrEqualTo(FakeFrames.FIRST + 8);
  }

  @Test
  void aSmallBlockAboveTheLimitDoesNotHideALargeOneBelowIt() throws Exception {
    make(FakeFrames.HUGE);
    List<Frame> all = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      all.add(pages.allocate(ANYWHERE));
    }
    pages.free(all.get(1000));
    all.subList(0, 4).forEach(pages::free);
    assertThat(pages.allocate(below(FakeFrames.FIRST + 500)).number()).isEqualTo(FakeFrames.FIRST);
  }

  @Test
  void aLimitThatNothingIsBelowTakesNoMoreMemory() throws Exception {
    make(FakeFrames.HUGE);
    for (int i = 0; i < 1024; i++) {
      pages.allocate(below(1));
    }
    assertThat(calls.mapped()).isEqualTo(ARENA);
    pages.allocate(below(1));
    assertThat(calls.mapped()).isEqualTo(2 * ARENA);
  }

  @Test
  void pagesAreZeroAgainWhenTheyAreHandedOutAgain() throws Exception {
    make(FakeFrames.HUGE);
    Frame page = pages.allocate(ANYWHERE);
    pages.write(page, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(view(page).get(1)).isEqualTo((byte) 2);
    pages.free(page);
    assertThat(pages.allocate(ANYWHERE)).isEqualTo(page);
    assertThat(view(page).getInt(0)).isZero();
  }

  /** The content of a frame. */
  private ByteBuffer view(Frame frame) {
    return calls.view(calls.addressOf(kernelFrame.get(frame.number())), (int) PAGE);
  }

  @Test
  void aShorterContentLeavesZerosBehindIt() throws Exception {
    make(FakeFrames.HUGE);
    Frame second = pages.allocate(ANYWHERE);
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
  void contentIsWrittenByMachineFrames() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    pages.allocate(ANYWHERE);
    Frame third = pages.allocate(ANYWHERE);
    pages.write(third, ByteBuffer.wrap(new byte[] {42}));
    assertThat(view(third).get(0)).isEqualTo((byte) 42);
  }

  @Test
  void whatIsFreeIsNotWritten() throws Exception {
    make(FakeFrames.HUGE, PERMUTED);
    Frame kept = pages.allocate(ANYWHERE);
    Frame page = pages.allocate(ANYWHERE);
    pages.free(page);
    assertThatThrownBy(() -> pages.write(page, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pages.free(page)).isInstanceOf(IllegalArgumentException.class);
    pages.write(kept, ByteBuffer.allocate(1));
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeFrames.class,
      names = {"HUGE", "RUNS_OF_SIXTEEN", "SCATTERED"})
  void pagesComeAndGoInAnyOrder(FakeFrames frames) throws Exception {
    make(frames, PERMUTED);
    Random random = new Random(7);
    List<Frame> taken = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 500; i++) {
        taken.add(pages.allocate(below(0x101000 + random.nextInt(0x2000))));
      }
      assertThat(taken).doesNotHaveDuplicates();
      Collections.shuffle(taken, random);
      List<Frame> leaving = taken.subList(0, taken.size() * 2 / 3);
      leaving.forEach(pages::free);
      leaving.clear();
    }
    taken.forEach(pages::free);
    assertThat(calls.mapped()).isEqualTo(ARENA);
    for (int i = 0; i < 1024; i++) {
      pages.allocate(ANYWHERE);
    }
    assertThat(calls.mapped()).as("every page is there again").isEqualTo(ARENA);
  }

  @Test
  void aFrameThatTheKernelGaveToAnotherPageIsThatPages() throws Exception {
    // Two pieces with the same frames: the kernel has moved the pages of the first one.
    make(FakeFrames.HUGE, frames -> Arrays.stream(frames).map(f -> f & 0x3ff).toArray());
    List<Frame> first = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      first.add(pages.allocate(ANYWHERE));
    }
    Frame again = pages.allocate(ANYWHERE);
    assertThat(first).contains(again);
    pages.write(again, ByteBuffer.wrap(new byte[] {5}));
    assertThat(view(again).get(0)).isEqualTo((byte) 5);
  }
}

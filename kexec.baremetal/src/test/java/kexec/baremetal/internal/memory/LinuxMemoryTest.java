package kexec.baremetal.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.baremetal.internal.FakeTree;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.sys.RunningLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryTest {

  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);

  @TempDir private Path directory;

  @Test
  void theLargestBlockIsMadeOfTwoHugePagesSideBySide() throws Exception {
    LinuxMemory memory = memory(FakeFrames.HUGE);
    Page page = memory.allocate(10, ANYWHERE);
    assertThat(page.address().value() % (4 << 20)).isZero();
    assertThat(memory.frame(page)).isEqualTo(new Frame(FakeFrames.FIRST));
  }

  @Test
  void saysThatFramesAreNotConsecutive() throws Exception {
    LinuxMemory memory = memory(FakeFrames.SCATTERED);
    assertThat(memory.allocate(0, ANYWHERE).order()).isZero();
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> memory.allocate(1, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("no-consecutive-frames");
    assertThat(refusal.fault().cause()).contains("64 MiB");
    assertThat(refusal.fault().cure()).contains("transparent_hugepage");
  }

  @Test
  void givesBackWhatItHuntedThrough() throws Exception {
    FakeTree tree = new FakeTree(directory);
    FakePagemap calls = FakePagemap.in(tree, FakeFrames.SCATTERED);
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), () -> calls));
    assertThatThrownBy(() -> memory.allocate(3, ANYWHERE)).isInstanceOf(KexecException.class);
    Page one = memory.allocate(0, ANYWHERE);
    memory.free(one);
    memory.close();
    assertThat(memory.page(memory.frame(memory.allocate(0, ANYWHERE)))).isPresent();
  }

  @Test
  void saysThatTheFramesAreHidden() throws Exception {
    LinuxMemory memory = memory(FakeFrames.HIDDEN);
    NotPermittedException refusal =
        catchThrowableOfType(NotPermittedException.class, () -> memory.allocate(0, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("frames-hidden");
    assertThat(refusal.fault().cure()).contains("CAP_SYS_ADMIN");
  }

  @Test
  void saysThatThereIsNoMemory() throws Exception {
    FakeTree tree = new FakeTree(directory);
    FakePagemap calls = FakePagemap.in(tree, FakeFrames.HUGE);
    calls.runOut();
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), () -> calls));
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> memory.allocate(0, ANYWHERE));
    assertThat(refusal.fault().code()).isEqualTo("no-staging-memory");
    assertThat(refusal.fault().cause()).contains("mlock(").contains("ENOMEM");
  }

  @Test
  void aBlockBelowTheLimitIsTakenWhereThereIsOne() throws Exception {
    LinuxMemory memory = memory(FakeFrames.HUGE);
    MachineAddress limit = new MachineAddress((FakeFrames.FIRST + 8) << 12);
    for (int i = 0; i < 8; i++) {
      assertThat(memory.frame(memory.allocate(0, limit)).number()).isLessThan(FakeFrames.FIRST + 8);
    }
    assertThat(memory.frame(memory.allocate(0, limit)).number())
        .as("a wish only")
        .isGreaterThanOrEqualTo(FakeFrames.FIRST + 8);
  }

  @Test
  void pagesAreZeroAgainWhenTheyAreHandedOutAgain() throws Exception {
    LinuxMemory memory = memory(FakeFrames.HUGE);
    Page page = memory.allocate(0, ANYWHERE);
    memory.write(memory.frame(page), ByteBuffer.wrap(new byte[] {1, 2, 3}));
    ByteBuffer view = RunningLinux.calls().view(page.address(), 4096);
    assertThat(view.get(1)).isEqualTo((byte) 2);
    memory.free(page);
    Page again = memory.allocate(0, ANYWHERE);
    assertThat(again.address()).isEqualTo(page.address());
    assertThat(view.getInt(0)).isZero();
  }

  @Test
  void aShorterContentLeavesZerosBehindIt() throws Exception {
    LinuxMemory memory = memory(FakeFrames.HUGE);
    Page page = memory.allocate(1, ANYWHERE);
    Frame second = new Frame(memory.frame(page).number() + 1);
    byte[] ones = new byte[4096];
    Arrays.fill(ones, (byte) 1);
    memory.write(second, ByteBuffer.wrap(ones));
    memory.write(second, ByteBuffer.wrap(ones, 0, 13));
    ByteBuffer view = RunningLinux.calls().view(page.address().plus(4096), 4096);
    for (int i = 0; i < 4096; i++) {
      assertThat(view.get(i)).isEqualTo((byte) (i < 13 ? 1 : 0));
    }
  }

  @Test
  void nothingCanBeWrittenInItsPlace() throws Exception {
    assertThat(memory(FakeFrames.HUGE).writeAccess(Range.machine(0x1000, 0x2000)))
        .isEqualTo(WriteAccess.STAGED);
  }

  @Test
  void memoryThatWasPluggedInLaterIsFound() throws Exception {
    FakeTree tree = new FakeTree(directory);
    LinuxMemory memory = new LinuxMemory(new LinuxHost(tree.root(), RunningLinux::calls));
    MachineAddress later = new MachineAddress(0x100000000L);
    assertThatThrownBy(() -> memory.toPhysical(later)).isInstanceOf(IllegalArgumentException.class);
    tree.put("/proc/iomem", FakeTree.IOMEM + "100000000-13fffffff : System RAM\n");
    assertThat(memory.toPhysical(later).value()).isEqualTo(later.value());
  }

  @Test
  void refusesOrdersThatThereAreNot() throws Exception {
    LinuxMemory memory = memory(FakeFrames.HUGE);
    assertThatThrownBy(() -> memory.allocate(11, ANYWHERE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.allocate(-1, ANYWHERE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private LinuxMemory memory(FakeFrames frames) throws KexecException {
    return new LinuxMemory(FakePagemap.host(directory, frames));
  }
}

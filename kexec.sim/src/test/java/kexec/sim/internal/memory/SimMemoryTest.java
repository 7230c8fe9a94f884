package kexec.sim.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.fault.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimMemoryTest {

  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 46);

  private static MemoryMap ram(long start, long end) {
    return MemoryMap.of(List.of(new MemoryRegion(Range.machine(start, end), MemoryType.RAM)));
  }

  @ParameterizedTest
  @EnumSource(AllocationMode.class)
  void handsOutEveryPageOnceAndThenNone(AllocationMode mode) throws KexecException {
    MachineShape shape = new MachineShape(ram(0x1000, 0x800000), true, false, false, 1);
    SimMemory memory = new SimMemory(shape, mode, new Faults());
    List<Frame> pages = new ArrayList<>();
    Set<Frame> frames = new HashSet<>();
    // All but two pages for the crash notes.
    for (int i = 0; i < 0x7ff - 2; i++) {
      Frame page = memory.allocate(ANYWHERE);
      pages.add(page);
      assertThat(frames.add(page)).isTrue();
    }
    assertThatThrownBy(() -> memory.allocate(ANYWHERE))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("2045 of 2045");
    pages.forEach(memory::free);
    assertThat(memory.allocatedPages()).isZero();
    assertThat(memory.contents().writtenFrames()).isZero();
    assertThat(memory.allocate(ANYWHERE)).isNotNull();
  }

  @Test
  void hasTwoTebibytesForNothing() throws KexecException {
    MachineShape shape = new MachineShape(ram(0x100000, 1L << 41), true, false, false, 9);
    SimMemory memory = new SimMemory(shape, new Faults());
    Set<Frame> frames = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      frames.add(memory.allocate(ANYWHERE));
    }
    assertThat(frames).hasSize(1000);
    assertThat(memory.contents().writtenFrames()).isEqualTo(1000);
  }

  @Test
  void handsOutWhatIsTheMostWork() throws KexecException {
    MachineShape shape = new MachineShape(SimPlans.MAP, false, false, true, 1);
    SimMemory memory = new SimMemory(shape, new Faults());
    MachineAddress limit = memory.sourceLimit().orElseThrow();
    memory.expect(List.of(Range.machine(0x1000000, 0x1008000)));
    List<Long> frames = new ArrayList<>();
    for (int i = 0; i < 72; i++) {
      frames.add(memory.allocate(limit).number());
    }
    assertThat(frames.subList(0, 64)).allMatch(frame -> frame >= limit.value() >>> 12);
    assertThat(frames.subList(64, 72))
        .containsExactly(0x1000L, 0x1001L, 0x1002L, 0x1003L, 0x1007L, 0x1006L, 0x1005L, 0x1004L);
  }

  @Test
  void reachesTheCrashRegionUnlessItIsStaged() throws KexecException {
    Range<MachineAddress> inside = Range.machine(0x2000000, 0x2001000);
    SimMemory plain = new SimMemory(MachineShape.of(SimPlans.MAP), new Faults());
    assertThat(plain.isInReach(inside)).isTrue();
    assertThat(plain.isInReach(Range.machine(0x27ff000, 0x2801000))).isFalse();
    plain.write(new Frame(0x2000), ByteBuffer.wrap(new byte[] {1}));

    MachineShape shape = new MachineShape(SimPlans.MAP, false, true, false, 1);
    SimMemory staged = new SimMemory(shape, new Faults());
    assertThat(staged.isInReach(inside)).isFalse();
    assertThatThrownBy(() -> staged.write(new Frame(0x2000), ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> staged.toMachine(new PhysicalAddress(0x2000000)))
        .isInstanceOf(KexecException.class);
  }

  @Test
  void keepsItsCrashNotesInRamThatIsNeverAllocated() {
    SimMemory memory = new SimMemory(MachineShape.of(SimPlans.MAP), new Faults());
    assertThat(memory.crashNotes().machine()).hasSize(4 + 1);
    for (Range<MachineAddress> note : memory.crashNotes().machine()) {
      assertThat(SimPlans.MAP.ram().contains(note)).isTrue();
    }
  }
}

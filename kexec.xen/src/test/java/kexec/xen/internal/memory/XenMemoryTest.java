package kexec.xen.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.xen.internal.hypercall.ForeignPages;
import kexec.xen.internal.hypercall.XenE820Entry;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.model.ModelHost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XenMemoryTest {

  private static final MachineAddress ANYWHERE = new MachineAddress(1L << 52);

  @TempDir private Path directory;

  private ModelHost model;
  private XenMemory memory;

  @BeforeEach
  void makeModel() throws Exception {
    model = ModelHost.in(directory);
    memory = new XenMemory(model.host());
  }

  @Test
  void theMachinesMapWithTheCrashRegion() throws Exception {
    assertThat(memory.memoryMap())
        .hasToString(
            "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0xf0000, 0x100000) reserved;"
                + " [0x100000, 0x1ffe0000) ram; [0x1ffe0000, 0x20000000) acpi;"
                + " [0xfffc0000, 0x100000000) reserved; crash kernel [0x10000000, 0x14000000)");
  }

  @Test
  void whatWasWrittenLiesInTheMachineFrame() throws Exception {
    PagePool pages = memory.pages().orElseThrow();
    Frame frame = pages.allocate(ANYWHERE);
    pages.write(frame, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    try (ForeignPages seen = model.xen().show(XenNumbers.DOMID_SELF, new long[] {frame.number()})) {
      assertThat(seen.isShown(0)).isTrue();
      assertThat(seen.content().getInt(0)).isEqualTo(0x030201);
    }
  }

  @Test
  void framesOfOtherDomainsWithTheSameNumberAreNotTaken() throws Exception {
    // The model's domU has frame numbers from 0 on, like dom0.
    long machine = memory.toMachine(new PhysicalAddress(0x123456)).value();
    assertThat(machine >>> 12).isEqualTo(model.machine().dom0()[0x123]);
    assertThat(machine & 0xfff).isEqualTo(0x456);
  }

  @Test
  void whatDom0HasNoMemoryForIsNotTranslated() {
    PhysicalAddress nowhere = new PhysicalAddress(0xf_ffff_ffff_f000L);
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> memory.toMachine(nowhere));
    assertThat(refusal.fault().code()).isEqualTo("frame-not-translated");
  }

  @Test
  void assignedMemoryIsWhatSomeDomainOwns() throws Exception {
    RangeSet<MachineAddress> assigned = new AssignedMemory(model.hypervisor()).read();
    assertThat(assigned).hasToString("{[0x4000000, 0x8000000), [0x15000000, 0x19000000)}");
  }

  @Test
  void mapsThatContradictThemselves() {
    List<List<XenE820Entry>> hostile =
        List.of(
            List.of(new XenE820Entry(0, 0x2000, 1), new XenE820Entry(0x1000, 0x1000, 2)),
            List.of(new XenE820Entry(-0x1000, 0x2000, 1)),
            List.of(new XenE820Entry(0x1000, -1, 1)),
            List.of(new XenE820Entry(0x100000, 0x100000, 1)));
    for (List<XenE820Entry> entries : hostile) {
      KexecException refusal =
          catchThrowableOfType(
              KexecException.class,
              () -> XenMemoryMap.of(entries, Optional.of(Range.machine(0x1000, 0x2000))));
      assertThat(refusal.fault().code()).isEqualTo("memory-map-malformed");
    }
  }

  @Test
  void emptyEntriesAndTypesThatAreOnlyHandedOn() throws Exception {
    List<XenE820Entry> entries =
        List.of(
            new XenE820Entry(0x9000, 0, 1),
            new XenE820Entry(0x1000, 0x1000, 77),
            new XenE820Entry(0x2000, 0x1000, 12),
            new XenE820Entry(0x3000, 0x1000, 7),
            new XenE820Entry(0x4000, 0x1000, 0xefffffff));
    assertThat(XenMemoryMap.of(entries, Optional.empty()).regions())
        .extracting(MemoryRegion::type)
        .containsExactly(
            new MemoryType(77), MemoryType.PRAM, MemoryType.PMEM, MemoryType.SOFT_RESERVED);
  }
}

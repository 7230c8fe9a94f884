package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import org.junit.jupiter.api.Test;

final class DumpNotesTest {

  /** As on boards whose boot processor sees RAM 32 GiB below the kernel's addresses. */
  private static final long ALIAS = 32L << 30;

  private static Range<PhysicalAddress> physical(long start, long end) {
    return new Range<>(new PhysicalAddress(start), new PhysicalAddress(end));
  }

  /** Translates by an offset that changes at an address. */
  private record Shifted(long from) implements MemoryOps {

    @Override
    public MemoryMap memoryMap() {
      return Maps.PC;
    }

    @Override
    public MachineAddress toMachine(PhysicalAddress address) throws KexecException {
      if (address.value() < ALIAS) {
        throw new KexecException(new Fault("no-ram", "translating", "nothing is there", "Look."));
      }
      long distance = address.value() < from ? ALIAS : ALIAS / 2;
      return new MachineAddress(address.value() - distance);
    }
  }

  @Test
  void whatTheKernelTellsIsTranslatedAndWhatTheMachineTellsIsNot() throws Exception {
    CrashNotes told =
        new CrashNotes(
            List.of(Range.machine(0x1000, 0x1100)),
            List.of(physical(ALIAS + 0x2000, ALIAS + 0x2164)),
            Optional.of(
                new CrashNotes.KernelText(
                    physical(ALIAS + 0x100000, ALIAS + 0x900000), new VirtualAddress(0xc0000000L))),
            Optional.of(new VirtualAddress(0x80000000L)));
    DumpNotes notes = DumpNotes.of(told, new Shifted(-1L >>> 1));

    assertThat(notes.notes())
        .containsExactly(Range.machine(0x1000, 0x1100), Range.machine(0x2000, 0x2164));
    assertThat(notes.kernelText()).contains(Range.machine(0x100000, 0x900000));
    assertThat(notes.textStart()).contains(new VirtualAddress(0xc0000000L));
    assertThat(notes.directMap()).contains(new VirtualAddress(0x80000000L));
  }

  @Test
  void aNoteThatLiesInSeveralPlacesIsRefused() {
    CrashNotes told =
        new CrashNotes(
            List.of(),
            List.of(physical(ALIAS + 0x1f00, ALIAS + 0x2100)),
            Optional.empty(),
            Optional.empty());
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class, () -> DumpNotes.of(told, new Shifted(ALIAS + 0x2000)));

    assertThat(refusal.fault().code()).isEqualTo("note-not-consecutive");
  }

  @Test
  void aNoteWithoutMemoryIsRefused() {
    CrashNotes told =
        new CrashNotes(List.of(), List.of(physical(0, 8)), Optional.empty(), Optional.empty());
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> DumpNotes.of(told, new Shifted(0)));

    assertThat(refusal.fault().code()).isEqualTo("no-ram");
  }
}

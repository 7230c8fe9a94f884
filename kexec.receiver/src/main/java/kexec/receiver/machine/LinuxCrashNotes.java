package kexec.receiver.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.CrashNotes.KernelText;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.crash.CrashNote;
import kexec.linux.crash.CrashReader;
import kexec.linux.memory.Kcore;
import kexec.linux.memory.KcoreSegment;
import kexec.linux.memory.MemoryReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The location of the running kernel's crash notes for its crash kernel. */
final class LinuxCrashNotes {

  private static final Logger LOG = LoggerFactory.getLogger(LinuxCrashNotes.class);

  private final CrashReader crash;
  private final LinuxTexts texts;
  private final MemoryReader memory;

  LinuxCrashNotes(LinuxRoot root) {
    this.crash = new CrashReader(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
    this.memory = new MemoryReader(root);
  }

  CrashNotes read() throws KexecException {
    List<Range<PhysicalAddress>> notes = new ArrayList<>();
    for (CrashNote note : crash.crashNotes()) {
      notes.add(note.range());
    }
    crash.vmcoreinfo().ifPresent(notes::add);
    try {
      Kcore kcore = memory.kcore();
      return new CrashNotes(List.of(), notes, text(kcore), kcore.directMap());
    } catch (KexecException e) {
      // A dump without virtual addresses can still be read with vmcoreinfo.
      LOG.warn("The core header will have no virtual addresses: {}", e.getMessage());
      return new CrashNotes(List.of(), notes, Optional.empty(), Optional.<VirtualAddress>empty());
    }
  }

  private Optional<KernelText> text(Kcore kcore) throws KexecException {
    Optional<Range<MachineAddress>> code = texts.iomem().kernelCode();
    Optional<KcoreSegment> mapped = kcore.kernelText();
    if (code.isEmpty() || mapped.isEmpty()) {
      return Optional.empty();
    }
    Range<VirtualAddress> virtual = mapped.get().virtual();
    PhysicalAddress start = new PhysicalAddress(code.get().start().value());
    if (Long.compareUnsigned(start.value() + virtual.size(), start.value()) < 0) {
      LOG.warn(
          "The kernel's text cannot have 0x{} bytes from {} on",
          Long.toHexString(virtual.size()),
          start);
      return Optional.empty();
    }
    return Optional.of(new KernelText(Range.ofSize(start, virtual.size()), virtual.start()));
  }
}

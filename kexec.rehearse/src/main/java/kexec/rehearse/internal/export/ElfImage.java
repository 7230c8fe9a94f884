package kexec.rehearse.internal.export;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.base.kernel.Align;

/**
 * Where each content has its place in an ELF file.
 *
 * <p>The contents begin behind the parts of a file in which loaders search for magic numbers: 8 KiB
 * for a Multiboot header, 32 KiB for a Multiboot2 header. A kernel's own header must not be found.
 *
 * @param format the kind of file
 * @param entry {@code e_entry}, and on x86_64 the PVH and Multiboot2 entry
 * @param loads what a loader places, ascending
 * @param offsets the file offset of each content, in the same order
 */
record ElfImage(ElfFormat format, MachineAddress entry, List<ElfLoad> loads, List<Long> offsets) {

  /** How far GRUB reads to find the Multiboot2 header and the program headers. */
  static final int SEARCHED = 32768;

  private static final int PAGE = 4096;

  /** Lays out the file. */
  static ElfImage of(ElfFormat format, MachineAddress entry, List<ElfLoad> loads) {
    List<Long> offsets = new ArrayList<>();
    long at = Align.up(Math.max(SEARCHED, ElfHeaders.size(format, loads.size())), PAGE);
    for (ElfLoad load : loads) {
      offsets.add(at);
      at = Align.up(at + load.content().size(), PAGE);
    }
    return new ElfImage(format, entry, List.copyOf(loads), List.copyOf(offsets));
  }

  /** {@return the size of the whole file in bytes} */
  long size() {
    long end = ElfHeaders.size(format, loads.size());
    for (int i = 0; i < loads.size(); i++) {
      if (loads.get(i).content().size() > 0) {
        end = offsets.get(i) + loads.get(i).content().size();
      }
    }
    return end;
  }
}

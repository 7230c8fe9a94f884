package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.xen.internal.staging.LowMemory;

/**
 * The number of pages that the hypervisor itself allocates in the crash region in addition to a
 * crash image (Xen, xen/common/kimage.c, {@code kimage_alloc_crash_control_page}): code, a list,
 * and the page tables that map the image.
 */
final class ControlPages {

  /** The relocation code, the first page of the list, and the top-level page table. */
  private static final int ALWAYS = 3;

  /** The page tables that map the relocation code at its address in the hypervisor. */
  private static final int FOR_CODE = 3;

  /** Page tables of three levels: the memory that one table maps, as a shift. */
  private static final int[] LEVELS = {21, 30, 39};

  /** One lowest-level page table is counted per this many pages, wherever they are. */
  private static final long MAPPED = 512;

  private ControlPages() {}

  /**
   * {@return the upper bound of the number of pages}
   *
   * @param plan a crash plan
   */
  static long of(Plan plan) {
    List<Range<MachineAddress>> mapped = new ArrayList<>(plan.footprint().ranges());
    mapped.addAll(LowMemory.besides(plan.footprint()));
    long pages = ALWAYS + FOR_CODE;
    for (int shift : LEVELS) {
      pages += tables(mapped, shift);
    }
    return pages + (plan.methods().get(0).equals(XenRules.PAGE_LIST) ? forSources(plan) : 0);
  }

  private static long tables(List<Range<MachineAddress>> mapped, int shift) {
    TreeSet<Long> tables = new TreeSet<>();
    for (Range<MachineAddress> range : mapped) {
      long last = (range.end().value() - 1) >>> shift;
      for (long table = range.start().value() >>> shift; table <= last; table++) {
        tables.add(table);
      }
    }
    return tables.size();
  }

  /** The pages of a list are the hypervisor's own, anywhere in its memory, and are mapped too. */
  private static long forSources(Plan plan) {
    long pages = plan.footprint().size() >>> 12;
    return 2 * (pages / MAPPED + 1) + ALWAYS;
  }
}

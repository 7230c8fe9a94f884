package kexec.xen.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.xen.internal.staging.LowMemory;

/**
 * How many pages of its own the hypervisor puts into the crash region beside a crash image (Xen,
 * xen/common/kimage.c, {@code kimage_alloc_crash_control_page}): code, a list, and the page tables
 * that map the image.
 */
final class ControlPages {

  /** The code that relocates, the first page of the list, and the highest table. */
  private static final int ALWAYS = 3;

  /** The tables that map the relocating code where the hypervisor has it. */
  private static final int FOR_CODE = 3;

  /** Tables of three levels, by how much memory one of them maps, as shifts. */
  private static final int[] LEVELS = {21, 30, 39};

  /** One table of the lowest level for this many pages at least, wherever they lie. */
  private static final long MAPPED = 512;

  private ControlPages() {}

  /**
   * Counts them.
   *
   * @param plan a crash plan
   * @return the most that there can be, in pages
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

  /** A list's pages are the hypervisor's own, anywhere in its memory, and are mapped too. */
  private static long forSources(Plan plan) {
    long pages = plan.footprint().size() >>> 12;
    return 2 * (pages / MAPPED + 1) + ALWAYS;
  }
}

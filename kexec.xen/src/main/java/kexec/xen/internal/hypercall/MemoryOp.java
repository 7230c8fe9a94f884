package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import kexec.linux.sys.Errno;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;

/**
 * The hypercall for queries about the machine's memory (Xen, xen/include/public/memory.h).
 * Thread-safe.
 */
public final class MemoryOp {

  /** The hypercall's name. */
  public static final String NAME = "memory_op";

  /** {@code struct e820entry}: addr, size, type. */
  private static final int E820_BYTES = 20;

  private static final int FIRST_ENTRIES = 256;

  /** More than any firmware has; the hypervisor itself keeps 1024. */
  private static final int MAX_ENTRIES = 1 << 16;

  /** {@code xen_memory_map_t}: nr_entries, buffer. */
  private static final int MAP_BYTES = 16;

  /** {@code xen_machphys_mfn_list_t}: max_extents, extent_start, nr_extents. */
  private static final int LIST_BYTES = 24;

  private final Hypervisor hypervisor;

  /**
   * Creates the hypercall.
   *
   * @param hypervisor the hypervisor to call
   */
  public MemoryOp(Hypervisor hypervisor) {
    this.hypervisor = hypervisor;
  }

  /**
   * {@return the entries of the machine's E820 map, as the hypervisor has them}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public List<XenE820Entry> machineMemoryMap() throws SystemCallException {
    for (int room = FIRST_ENTRIES; ; room *= 4) {
      try {
        return machineMemoryMap(room);
      } catch (SystemCallException e) {
        // The error for a list that is too short for all entries.
        if (!e.failed().isBecauseOf(Errno.EINVAL) || room >= MAX_ENTRIES) {
          throw e;
        }
      }
    }
  }

  private List<XenE820Entry> machineMemoryMap(int room) throws SystemCallException {
    try (HypercallBuffer argument = hypervisor.memory().allocate(MAP_BYTES);
        HypercallBuffer list = hypervisor.memory().allocate((long) room * E820_BYTES)) {
      ByteBuffer fields = argument.view(0, MAP_BYTES);
      fields.putInt(0, room).putLong(8, list.address().value());
      call(
          XenNumbers.XENMEM_MACHINE_MEMORY_MAP, "machine_memory_map, nr_entries=" + room, argument);
      int count = Math.min(Math.max(fields.getInt(0), 0), room);
      ByteBuffer rows = list.view(0, count * E820_BYTES);
      List<XenE820Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(new XenE820Entry(rows.getLong(), rows.getLong(), rows.getInt()));
      }
      return List.copyOf(entries);
    }
  }

  /**
   * {@return the number of the last machine frame that is RAM}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public long maximumRamPage() throws SystemCallException {
    return hypervisor
        .privcmd()
        .hypercall(
            new Hypercall(
                XenNumbers.MEMORY_OP,
                List.of((long) XenNumbers.XENMEM_MAXIMUM_RAM_PAGE, 0L),
                new OtherCall(NAME, "maximum_ram_page")));
  }

  /**
   * {@return the machine frame in which each extent of the machine-to-physical table begins; fewer
   * than requested if the table is shorter} The table contains the number of a domain's frame for
   * each machine frame.
   *
   * @param extents the number of extents of 2 MiB to return, above zero; each has the entries of
   *     262144 machine frames
   * @throws SystemCallException if the hypervisor refuses
   */
  public long[] machineToPhysicalTable(int extents) throws SystemCallException {
    try (HypercallBuffer argument = hypervisor.memory().allocate(LIST_BYTES);
        HypercallBuffer list = hypervisor.memory().allocate((long) extents * Long.BYTES)) {
      ByteBuffer fields = argument.view(0, LIST_BYTES);
      fields.putInt(0, extents).putLong(8, list.address().value());
      call(
          XenNumbers.XENMEM_MACHPHYS_MFN_LIST,
          "machphys_mfn_list, max_extents=" + extents,
          argument);
      int count = Math.min(Math.max(fields.getInt(16), 0), extents);
      long[] starts = new long[count];
      list.view(0, count * Long.BYTES).asLongBuffer().get(starts);
      return starts;
    }
  }

  private void call(int command, String told, HypercallBuffer argument) throws SystemCallException {
    hypervisor
        .privcmd()
        .hypercall(
            new Hypercall(
                XenNumbers.MEMORY_OP,
                List.of((long) command, argument.address().value()),
                new OtherCall(NAME, told)));
  }
}

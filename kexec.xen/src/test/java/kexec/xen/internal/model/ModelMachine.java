package kexec.xen.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.xen.internal.hypercall.XenE820Entry;

/** The machine under a model hypervisor, and the owners of its memory. */
public final class ModelMachine {

  /** Dom0's page frames lie in runs of as many machine frames, the runs in no order. */
  private static final int RUN = 16;

  /** The table entry of a never used frame, in a hypervisor with checks. */
  private static final long NEVER_USED = 0x5555_5555_5555_5555L;

  private static final long DOMU_START = 0x18000;
  private static final long DOMU_END = 0x19000;

  private final List<XenE820Entry> map;
  private final long lastFrame;
  private final Optional<Range<MachineAddress>> crashRegion;
  private final Range<MachineAddress> xen;
  private final long[] dom0;
  private final long[] free;
  private final int cpus;

  private ModelMachine(
      List<XenE820Entry> map,
      long lastFrame,
      Optional<Range<MachineAddress>> crashRegion,
      Range<MachineAddress> xen,
      long[] dom0,
      long[] free,
      int cpus) {
    this.map = map;
    this.lastFrame = lastFrame;
    this.crashRegion = crashRegion;
    this.xen = xen;
    this.dom0 = dom0;
    this.free = free;
    this.cpus = cpus;
  }

  /**
   * {@return a machine with 512 MiB of RAM: dom0 in two pieces, a domU whose page frames have the
   * same numbers as dom0's, the crash region, and some memory that is free}
   */
  public static ModelMachine small() {
    return new ModelMachine(
        List.of(
            new XenE820Entry(0, 0x9fc00, 1),
            new XenE820Entry(0x9fc00, 0x400, 2),
            new XenE820Entry(0xf0000, 0x10000, 2),
            new XenE820Entry(0x100000, 0x1fee0000, 1),
            new XenE820Entry(0x1ffe0000, 0x20000, 3),
            new XenE820Entry(0xfffc0000L, 0x40000, 2)),
        0x1ffdf,
        Optional.of(Range.machine(0x10000000, 0x14000000)),
        Range.machine(0x1f000000, 0x1f800000),
        scattered(LongStream.concat(range(0x4000, 0x8000), range(0x15000, 0x18000)).toArray()),
        // The highest piece first, and in each piece the lowest frame first.
        LongStream.concat(range(0x8000, 0x10000), range(0x100, 0x4000)).toArray(),
        2);
  }

  /** {@return this machine without memory for crash kernels} */
  public ModelMachine withoutCrashRegion() {
    return new ModelMachine(map, lastFrame, Optional.empty(), xen, dom0, free, cpus);
  }

  /**
   * Returns this machine with less free memory.
   *
   * @param frames how many frames are free
   * @return the machine
   */
  public ModelMachine withFree(int frames) {
    long[] few = Arrays.copyOf(free, frames);
    return new ModelMachine(map, lastFrame, crashRegion, xen, dom0, few, cpus);
  }

  /** {@return the E820 map} */
  public List<XenE820Entry> map() {
    return map;
  }

  /** {@return the last frame that is RAM} */
  public long lastFrame() {
    return lastFrame;
  }

  /** {@return the memory reserved for crash kernels} */
  public Optional<Range<MachineAddress>> crashRegion() {
    return crashRegion;
  }

  /** {@return the memory of the hypervisor} */
  public Range<MachineAddress> xen() {
    return xen;
  }

  /** {@return the machine frame of each of dom0's page frames} */
  public long[] dom0() {
    return dom0.clone();
  }

  /** {@return the frames that the hypervisor allocates, in that order} */
  public long[] free() {
    return free.clone();
  }

  /** {@return how many processors there may be} */
  public int cpus() {
    return cpus;
  }

  private static LongStream range(long start, long end) {
    return LongStream.range(start, end);
  }

  private static long[] scattered(long[] frames) {
    long[] scattered = new long[frames.length];
    int runs = frames.length / RUN;
    for (int i = 0; i < frames.length; i++) {
      // 11 and the number of runs have no common divisor.
      int run = (int) ((i / RUN * 11L) % runs);
      scattered[i] = frames[run * RUN + i % RUN];
    }
    return scattered;
  }

  /**
   * Returns the machine-to-physical table.
   *
   * @return for each machine frame its owner's number for it
   */
  long[] machineToPhysical() {
    long[] table = new long[(int) lastFrame + 1];
    Arrays.fill(table, NEVER_USED);
    for (long frame : free) {
      table[(int) frame] = -1;
    }
    for (int i = 0; i < dom0.length; i++) {
      table[(int) dom0[i]] = i;
    }
    for (long frame = DOMU_START; frame < DOMU_END; frame++) {
      table[(int) frame] = frame - DOMU_START;
    }
    return table;
  }
}

package kexec.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.PreparedImage;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.sim.internal.SimulatorComponent;

/** Carries an initrd of 3 GiB out in a simulated machine, and prints its time and heap. */
public final class SimulatedInitrd {

  private static final long GIB = 1L << 30;

  private SimulatedInitrd() {}

  /**
   * Runs once.
   *
   * @param arguments none
   * @throws IOException if the file cannot be made
   * @throws KexecException if the machine refuses
   * @throws GeneralSecurityException if there is no SHA-256
   */
  public static void main(String[] arguments)
      throws IOException, KexecException, GeneralSecurityException {
    Path file = Files.createTempFile("initrd", ".bin");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(3 * GIB);
    }
    MemoryMap map =
        MemoryMap.of(List.of(new MemoryRegion(Range.machine(1 << 20, 16 * GIB), MemoryType.RAM)));
    MachineShape shape = new MachineShape(map, true, false, true, 1);
    try (SimulatedMachine machine = new SimulatorComponent().create(shape)) {
      run(machine, plan(file, map));
    } finally {
      Files.delete(file);
    }
  }

  private static void run(SimulatedMachine machine, Plan plan) throws KexecException {
    long before = usedHeap();
    long start = System.nanoTime();
    PreparedImage image = machine.machine().prepare(plan);
    long prepared = System.nanoTime();
    machine.machine().load(image);
    machine.machine().cleanup(image);
    long taken = usedHeap() - before;
    ExecutionReport report = machine.machine().execute(Slot.DEFAULT);
    System.out.printf(
        "prepared in %s ms, %s pages moved and %s bytes compared in %s ms, passed: %b%n",
        (prepared - start) / 1_000_000,
        report.pagesMoved(),
        report.bytesVerified(),
        report.duration().toMillis(),
        report.succeeded());
    System.out.printf("%s bytes of heap a page%n", taken / report.pagesMoved());
  }

  private static Plan plan(Path file, MemoryMap map)
      throws KexecException, GeneralSecurityException {
    byte[] kernel = {1, 2, 3, 4};
    MachineAddress entry = new MachineAddress(GIB);
    Segment first =
        new Segment(
            SegmentRole.KERNEL,
            Range.ofSize(entry, 1 << 20),
            SegmentData.ofBytes(kernel),
            Digest.of(sha().digest(kernel)));
    SegmentData data = MappedFile.open(file).data();
    Range<MachineAddress> place = Range.ofSize(new MachineAddress(4 * GIB), data.size());
    Segment second = new Segment(SegmentRole.INITRD, place, data, data.digest());
    KernelFacts facts =
        new KernelFacts("none", Architecture.X86_64, Optional.empty(), 2047, Map.of());
    return Plan.builder()
        .kernel(file, kernel.length, facts)
        .entry(new EntryState(entry, entry, Map.of()))
        .memory(map)
        .segments(List.of(first, second))
        .build();
  }

  private static MessageDigest sha() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256");
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

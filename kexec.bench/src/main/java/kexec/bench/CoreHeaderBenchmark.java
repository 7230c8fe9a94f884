package kexec.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import kexec.api.PlanRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.core.internal.KexecCore;
import kexec.core.internal.machine.Offer;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.LinuxCalls;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.machine.LinuxMachine;
import kexec.receiver.memory.HostMemoryMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A crash plan on a machine of very many processors, from the files in which Linux tells where the
 * notes of each lie to the bytes of the core header.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgs = "-Xmx256m")
public class CoreHeaderBenchmark {

  /** Of the ELF header and the entries for RAM, at least. */
  private static final int OTHER_BYTES = 64 + 56;

  private static final int NOTE_BYTES = 56;
  private static final long NOTES = 0x3000_0000L;

  /** How many processors the machine has. */
  @Param({"512", "4096"})
  public int processors;

  private BenchDirectory directory;
  private PlanBench bench;
  private LinuxMachine machine;
  private Path kernel;

  /** For JMH. */
  @SuppressWarnings("NullAway.Init") // JMH calls the method that sets the fields
  public CoreHeaderBenchmark() {}

  /**
   * Makes the machine's files.
   *
   * @throws IOException if a file cannot be made
   * @throws KexecException if the machine is not complete
   */
  @Setup(Level.Trial)
  public void make() throws IOException, KexecException {
    directory = new BenchDirectory();
    directory.write("proc/iomem", IomemText.of(16));
    directory.write("proc/sys/kernel/random/boot_id", "5fd6ab0c-7f0c-4f5e-9b0a-2f1f0f9c2a11\n");
    directory.write("proc/sys/kernel/osrelease", "6.1.0-test\n");
    directory.write("sys/kernel/kexec_loaded", "0\n");
    directory.write("sys/kernel/kexec_crash_loaded", "0\n");
    directory.write("sys/kernel/kexec_crash_size", 0x1000_0000L + "\n");
    directory.write("sys/kernel/vmcoreinfo", "0x2ff00000 1024\n");
    for (int cpu = 0; cpu < processors; cpu++) {
      String at = "sys/devices/system/cpu/cpu" + cpu;
      directory.write(at + "/crash_notes", Long.toHexString(NOTES + cpu * 0x400L) + "\n");
      directory.write(at + "/crash_notes_size", "368\n");
    }
    kernel = SmallKernel.write(directory.path());
    bench = new PlanBench(directory.path().resolve("records"));
    LinuxHost host =
        new LinuxHost(
            new LinuxRoot(directory.path()),
            KexecArchitecture.X86_64,
            CoreHeaderBenchmark::noCalls);
    MemoryOps memory = new HostMemoryMap(host.root())::read;
    machine = new LinuxMachine(host, memory);
    KexecCore core = bench.core();
    core.addMemory(offer(1, memory));
    core.addReceiver(offer(2, machine));
  }

  private static <T> Offer<T> offer(long id, T service) {
    return new Offer<>(
        LinuxHost.MACHINE,
        KexecArchitecture.X86_64.architecture().label(),
        LinuxHost.FIRMWARE,
        false,
        0,
        id,
        "linux",
        1,
        service);
  }

  private static LinuxCalls noCalls() throws KexecException {
    throw new KexecException(
        new Fault("calls-missing", "measuring", "a plan makes no calls", "Report this."));
  }

  /**
   * Deletes the files.
   *
   * @throws IOException if that fails
   */
  @TearDown(Level.Trial)
  public void delete() throws IOException {
    bench.close();
    directory.close();
  }

  /**
   * Reads where the notes lie.
   *
   * @return the notes
   * @throws KexecException never
   */
  @Benchmark
  public CrashNotes readNotes() throws KexecException {
    return machine.crashNotes();
  }

  /**
   * Plans a crash image.
   *
   * @return the plan
   * @throws KexecException never
   */
  @Benchmark
  public Plan plan() throws KexecException {
    Plan plan = bench.kexec().plan(PlanRequest.of(kernel).slot(Slot.CRASH).build());
    long header =
        plan.segments().stream()
            .filter(segment -> segment.role() == SegmentRole.ELFCOREHDR)
            .mapToLong(segment -> segment.data().size())
            .sum();
    if (header < OTHER_BYTES + (long) processors * NOTE_BYTES) {
      throw new IllegalStateException("a core header of " + header + " bytes");
    }
    return plan;
  }
}

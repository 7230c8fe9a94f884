package kexec.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.xen.internal.pages.LockedPages;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Allocates and frees the pages of an image one by one, as the page list does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class LockedPagesBenchmark {

  /** How many pages the image has. */
  @Param({"75000", "300000", "1200000"})
  public int pages;

  /** Whether there are pages below the limit. */
  @Param({"true", "false"})
  public boolean inReach;

  /** For JMH. */
  public LockedPagesBenchmark() {}

  /**
   * Allocates all pages, and frees each by its frame.
   *
   * @return how many pages were freed
   * @throws KexecException never
   */
  @Benchmark
  public int allocateAndFree() throws KexecException {
    MachineAddress limit = new MachineAddress(inReach ? 1L << 52 : 1 << 20);
    try (LockedPages memory = new LockedPages(new StrewnSupply())) {
      List<Frame> taken = new ArrayList<>(pages);
      for (int i = 0; i < pages; i++) {
        taken.add(memory.allocate(limit));
      }
      taken.forEach(memory::free);
      return taken.size();
    }
  }
}

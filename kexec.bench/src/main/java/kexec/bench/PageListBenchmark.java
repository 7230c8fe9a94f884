package kexec.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.base.pagelist.Destination;
import kexec.base.pagelist.PageList;
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

/** Builds and frees the page list of a large image, also from the pages that are the most work. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgs = "-Xmx384m")
public class PageListBenchmark {

  private static final long START = 1L << 40;
  private static final MachineAddress LIMIT = new MachineAddress(1L << 46);

  /** How large the image is. */
  @Param({"1", "2", "4", "8", "16", "32", "64"})
  public int gib;

  /** The order in which the machine allocates pages. */
  @Param public PageOrder order = PageOrder.ORDINARY;

  private Path file = Path.of("");
  private Range<MachineAddress> place = Range.machine(0, 0);
  private SegmentData content = SegmentData.zeros(0);

  /** For JMH. */
  public PageListBenchmark() {}

  /**
   * Maps a file without blocks, whose pages are handed over and never read.
   *
   * @throws IOException if the file cannot be made
   * @throws KexecException if it cannot be mapped
   */
  @Setup(Level.Trial)
  public void map() throws IOException, KexecException {
    file = Files.createTempFile("page-list", ".bin");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((long) gib << 30);
    }
    content = MappedFile.open(file).data();
    place = Range.machine(START, START + content.size());
  }

  /**
   * Deletes the file.
   *
   * @throws IOException if that fails
   */
  @TearDown(Level.Trial)
  public void delete() throws IOException {
    Files.delete(file);
  }

  /**
   * Builds and frees the list.
   *
   * @return how many bytes were handed over
   * @throws KexecException never
   */
  @Benchmark
  public long buildAndFree() throws KexecException {
    OrderedMemory memory = new OrderedMemory(place, order);
    try (PageList list =
        PageList.allocate(memory, List.of(new Destination(place, content)), LIMIT)) {
      return memory.written() + list.pages();
    }
  }
}

package kexec.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.LinuxTexts;
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

/** What is done with a memory map of very many ranges, from its text to a plan and its output. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class MemoryMapBenchmark {

  /** More than the machine has in one piece. */
  private static final long TOO_LARGE = 4L << 30;

  /** How many ranges the map has. */
  @Param({"10000", "100000"})
  public int ranges;

  private BenchDirectory directory;
  private PlanBench bench;
  private Path text;
  private Path kernel;
  private Path initrd;
  private Path document;
  private Path crashDocument;
  private MemoryMap map;
  private String listing;

  /** For JMH. */
  @SuppressWarnings("NullAway.Init") // JMH calls the method that sets the fields
  public MemoryMapBenchmark() {}

  /**
   * Makes the files.
   *
   * @throws IOException if a file cannot be made
   * @throws KexecException if the map cannot be read
   */
  @Setup(Level.Trial)
  public void make() throws IOException, KexecException {
    directory = new BenchDirectory();
    bench = new PlanBench(directory.path().resolve("records"));
    text = directory.write("iomem", IomemText.of(ranges));
    kernel = SmallKernel.write(directory.path());
    initrd = directory.path().resolve("initrd");
    try (RandomAccessFile sparse = new RandomAccessFile(initrd.toFile(), "rw")) {
      sparse.setLength(TOO_LARGE);
    }
    document = save("default.json", "plan");
    crashDocument = save("crash.json", "plan", "-p");
    map = new LinuxTexts().memoryMap(text);
    listing = map.toString();
    if (map.regions().size() != ranges) {
      throw new IOException(map.regions().size() + " ranges");
    }
  }

  private Path save(String name, String... words) throws IOException {
    Path file = directory.path().resolve(name);
    return Files.write(file, command(words, "--json").getBytes(StandardCharsets.UTF_8));
  }

  private String command(String[] words, String... more) throws IOException {
    String[] all = new String[words.length + more.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = kernel.toString();
    all[words.length + 1] = "--memory-map=" + text;
    System.arraycopy(more, 0, all, words.length + 2, more.length);
    return bench.run(0, all);
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
   * Reads the text.
   *
   * @return the map
   * @throws KexecException never
   */
  @Benchmark
  public MemoryMap read() throws KexecException {
    return new LinuxTexts().memoryMap(text);
  }

  /**
   * Reads the map as configurations and logs have it.
   *
   * @return the map
   */
  @Benchmark
  public MemoryMap readListing() {
    return MemoryMapListing.parse(listing);
  }

  /**
   * Answers the three questions of a map.
   *
   * @return how many ranges the answers have
   */
  @Benchmark
  public int answer() {
    return map.regions().size() + map.usable().ranges().size() + map.dumped().ranges().size();
  }

  /**
   * Plans an image for the default slot.
   *
   * @return the plan
   * @throws KexecException never
   */
  @Benchmark
  public Plan planDefault() throws KexecException {
    return bench.kexec().plan(PlanRequest.of(kernel).memoryMap(map).build());
  }

  /**
   * Plans a crash image, with its core header.
   *
   * @return the plan
   * @throws KexecException never
   */
  @Benchmark
  public Plan planCrash() throws KexecException {
    return bench.kexec().plan(PlanRequest.of(kernel).slot(Slot.CRASH).memoryMap(map).build());
  }

  /**
   * The whole command {@code plan}.
   *
   * @return the page
   * @throws IOException never
   */
  @Benchmark
  public String planPage() throws IOException {
    return command(new String[] {"plan"});
  }

  /**
   * The whole command {@code plan -p --json}.
   *
   * @return the document
   * @throws IOException never
   */
  @Benchmark
  public String planDocument() throws IOException {
    return command(new String[] {"plan", "-p"}, "--json");
  }

  /**
   * The whole command {@code plan} with an initrd that fits nowhere.
   *
   * @return nothing
   * @throws IOException never
   */
  @Benchmark
  public String planRefused() throws IOException {
    return bench.run(1, "plan", kernel.toString(), "--memory-map=" + text, "--initrd=" + initrd);
  }

  /**
   * The whole command {@code compare} of two documents.
   *
   * @return the page
   * @throws IOException never
   */
  @Benchmark
  public String compare() throws IOException {
    return bench.run(0, "compare", document.toString(), crashDocument.toString());
  }

  /**
   * The whole command {@code simulate} with scrambled frames.
   *
   * @return the page
   * @throws IOException never
   */
  @Benchmark
  public String simulate() throws IOException {
    return command(new String[] {"simulate"}, "--scrambled");
  }
}

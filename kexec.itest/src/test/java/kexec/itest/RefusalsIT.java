package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.inject.Inject;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.BusyException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Rung;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Bad input, while a machine has both images loaded: each input is refused with its own code and a
 * text that names the defect, and the loaded images are unchanged.
 */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class RefusalsIT {

  private static final String MACHINE = "host";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The machine's memory without its crash region, as text that a user could pass. */
  private static final MemoryMap NO_CRASH_REGION =
      MemoryMapListing.parse("[0x1000, 0x9fc00) ram; [0x100000, 0xbffdf000) ram");

  @Inject private BundleContext context;

  private Lab lab;
  private Bundle sim;
  private Holdings before;

  @Configuration
  public Option[] configuration() {
    Kernels.write();
    BadFiles.write();
    return RunDescriptor.withoutMachines();
  }

  @BeforeEach
  void load() throws Exception {
    lab = new Lab(context);
    sim = lab.bundle("kexec.sim");
    lab.configure(sim, MACHINE, 1, false);
    lab.start(sim, MACHINE);
    lab.kexec().load(lab.crashImage("kept"));
    lab.kexec().load(PlanRequest.of(Kernels.path()).commandLine("kept").build());
    before = Holdings.of(lab, MACHINE);
    assertBothAreLoaded(before);
  }

  @AfterEach
  void unload() throws Exception {
    for (Slot slot : Slot.values()) {
      lab.kexec().unload(slot, Optional.empty());
    }
    sim.stop();
    lab.close();
  }

  @Test
  void nothingElseIsWrongWithTheFiles() throws Exception {
    for (String sound : List.of("bzImage", "vmlinux")) {
      for (Slot slot : Slot.values()) {
        Plan plan = lab.kexec().plan(PlanRequest.of(BadFiles.path(sound)).slot(slot).build());
        assertThat(plan.isLoadable()).isTrue();
      }
    }
  }

  @Test
  void aTruncatedBzImage() throws Exception {
    refusesKernel(
        "bzImage-truncated", "kernel-truncated", "at least 0x17f1 bytes", "0x800 of them");
  }

  @Test
  void aBzImageWithSetupSectorsBeyondTheFile() throws Exception {
    refusesKernel("bzImage-setup-sects", "setup-sects-beyond-file", "setup_sects 64", "0x8200");
  }

  @Test
  void aBzImageThatSaysItNeedsNoMemory() throws Exception {
    refusesKernel("bzImage-init-size", "init-size-zero", "init_size is 0");
  }

  @Test
  void aBzImageWithAnAlignmentThatIsNoPowerOfTwo() throws Exception {
    refusesKernel("bzImage-alignment", "kernel-alignment", "kernel_alignment 0x300000");
  }

  @Test
  void aBzImageWithoutA64BitEntry() throws Exception {
    refusesKernel("bzImage-32bit", "kernel-not-64bit", "xloadflags 0x7e");
  }

  @Test
  void aBzImageOfAnOldVersion() throws Exception {
    refusesKernel("bzImage-version", "setup-header-version", "2.11", "2.12");
  }

  @Test
  void aTruncatedElfFile() throws Exception {
    refusesKernel("vmlinux-truncated", "elf-truncated", "0x1000 bytes", "0x1800");
  }

  @Test
  void anElfFileWithASegmentBeyondItsEnd() throws Exception {
    refusesKernel("vmlinux-offset", "elf-segment-beyond-file", "0x70000", "0x3000 bytes");
  }

  @Test
  void anElfFileWithASegmentLargerThanItsMemory() throws Exception {
    refusesKernel("vmlinux-memsz", "elf-memsz-too-small", "0x7ff bytes", "0x800 bytes");
  }

  @Test
  void anElfFileWithOverlappingSegments() throws Exception {
    refusesKernel("vmlinux-overlap", "elf-segments-overlap", "0x1000000", "0x1000800");
  }

  @Test
  void anElfFileWithItsEntryOutside() throws Exception {
    refusesKernel("vmlinux-entry", "elf-entry-outside", "e_entry 0x5000000");
  }

  @Test
  void anElfFileForAnotherArchitecture() throws Exception {
    refusesKernel("vmlinux-arm64", "kernel-architecture", "arm64", "e_machine 183", "x86_64");
  }

  @Test
  void anImageForAnotherArchitecture() throws Exception {
    refusesKernel("Image-arm64", "kernel-not-recognised", "an arm64 Image");
  }

  @Test
  void anEmptyFile() throws Exception {
    refusesKernel("empty", "file-empty", "the file is empty");
  }

  @Test
  void anAbsentFile() throws Exception {
    refusesKernel("absent", "file-absent", "there is no such file");
  }

  /** A FIFO has the same code: the texts differ, and the cure is the same. */
  @Test
  void aDirectory() throws Exception {
    refusesKernel("directory", "file-is-directory", "it is a directory");
  }

  /** Opening it would wait for a writer forever. */
  @Test
  void aFifo() {
    assertTimeoutPreemptively(
        PATIENCE, () -> refusesKernel("fifo", "file-not-regular", "it is a FIFO"));
  }

  @Test
  void anInitrdThatDoesNotFit() throws Exception {
    Path initrd = BadFiles.path("initrd-huge");
    refusesLoad(
        request(Slot.DEFAULT, wish -> wish.initrds(List.of(initrd))),
        "initrd-does-not-fit",
        "8.0 GiB (8,589,934,592 bytes)",
        "nearest came [0x40000000, 0xbffdf000) of 1.9 GiB (2,147,348,480 bytes)",
        "[0x100000000, 0x140000000) of 1.0 GiB (1,073,741,824 bytes)");
    refusesLoad(
        request(Slot.CRASH, wish -> wish.initrds(List.of(initrd))),
        "initrd-does-not-fit",
        "8.0 GiB (8,589,934,592 bytes)",
        "nearest came [0x30");
  }

  @Test
  void anInitrdThatIsADirectory() throws Exception {
    Path initrd = BadFiles.path("directory");
    refusesLoads(
        wish -> wish.initrds(List.of(initrd)), "initrd-file-is-directory", initrd.toString());
  }

  @Test
  void anInitrdThatIsAbsent() throws Exception {
    Path initrd = BadFiles.path("absent");
    refusesLoads(wish -> wish.initrds(List.of(initrd)), "initrd-file-absent", initrd.toString());
  }

  @Test
  void aCommandLineThatIsTooLong() throws Exception {
    refusesLoads(
        wish -> wish.commandLine("x".repeat(3000)), "command-line-too-long", "2047", "bytes");
  }

  @Test
  void aCommandLineWithANul() throws Exception {
    refusesLoads(
        wish -> wish.commandLine("quiet\0splash"), "command-line-nul", "NUL at character 5");
  }

  @Test
  void limitsThatLeaveNoHole() throws Exception {
    refusesLoad(
        request(Slot.DEFAULT, wish -> wish.limits(Range.machine(0x1000000, 0x1200000))),
        "kernel-does-not-fit",
        "4.0 MiB (4,194,304 bytes)",
        "nearest came [0x1000000, 0x1200000) of 2.0 MiB (2,097,152 bytes)");
    refusesLoad(
        request(Slot.CRASH, wish -> wish.limits(Range.machine(0x38000000, 0x38300000))),
        "kernel-does-not-fit",
        "4.0 MiB (4,194,304 bytes)",
        "nearest came [0x38000000, 0x382");
  }

  @Test
  void aCrashImageWithoutACrashRegion() throws Exception {
    PlanRequest request = request(Slot.CRASH, wish -> wish.memoryMap(NO_CRASH_REGION));
    refuses(
        () -> lab.kexec().plan(request),
        "crash-region-missing",
        Kernels.path().toString(),
        "crashkernel=");
  }

  @Test
  void aLoadForAnotherMachinesMemory() throws Exception {
    refusesLoads(wish -> wish.memoryMap(NO_CRASH_REGION), "memory-map-not-loadable", "memory map");
  }

  @Test
  void anUnknownType() throws Exception {
    refusesLoads(wish -> wish.protocol("a.out"), "protocol-unknown", "'a.out'", "ELF64, bzImage");
  }

  @Test
  void anUnknownMachine() throws Exception {
    refusesLoads(wish -> wish.machine("elsewhere"), "machine-absent", "'elsewhere'", MACHINE);
  }

  @Test
  void aFileThatChangesBeforeItIsPrepared() throws Exception {
    Path kernel = BadFiles.path("bzImage-changing");
    for (Slot slot : Slot.values()) {
      Files.copy(BadFiles.path("bzImage"), kernel, StandardCopyOption.REPLACE_EXISTING);
      Plan plan = lab.kexec().plan(PlanRequest.of(kernel).slot(slot).build());
      overwrite(kernel);
      refuses(
          () -> lab.receiverService(MACHINE).prepare(plan), "content-changed", "kernel", "digest");
    }
  }

  @Test
  void anImageWhoseRehearsalFails() throws Exception {
    for (Slot slot : Slot.values()) {
      refuses(
          () ->
              lab.kexec()
                  .load(request(slot, wish -> wish), plan -> SampleRehearsal.of(plan, Rung.JUMPED)),
          "rehearsal-failed",
          "came to jumped",
          "the time was over");
    }
  }

  @Test
  void aKernelThatChangesWhileItIsRehearsed() throws Exception {
    Path kernel = BadFiles.path("bzImage-rehearsed");
    for (Slot slot : Slot.values()) {
      Files.copy(BadFiles.path("bzImage"), kernel, StandardCopyOption.REPLACE_EXISTING);
      refuses(
          () ->
              lab.kexec()
                  .load(
                      PlanRequest.of(kernel).slot(slot).build(),
                      plan -> {
                        overwrite(kernel);
                        return SampleRehearsal.of(plan, Rung.INIT);
                      }),
          "content-changed",
          "kernel",
          "digest");
    }
  }

  private static void overwrite(Path kernel) {
    try (FileChannel file = FileChannel.open(kernel, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {0}), 0x1800);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSecondOperationWhileOneRuns() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ServiceRegistration<KexecListener> holder =
        context.registerService(KexecListener.class, holding(reached, released), null);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Plan> first =
          other.submit(() -> lab.kexec().load(request(Slot.DEFAULT, w -> w.commandLine("first"))));
      assertThat(reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      PlanRequest second = request(Slot.DEFAULT, wish -> wish.commandLine("second"));
      assertIsBusy(() -> lab.kexec().load(second));
      assertIsBusy(() -> lab.kexec().unload(Slot.DEFAULT, Optional.empty()));
      assertIsBusy(() -> lab.kexec().execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.FORCED));
      released.countDown();
      first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      released.countDown();
      other.shutdown();
      holder.unregister();
    }
    Holdings after = Holdings.of(lab, MACHINE);
    assertBothAreLoaded(after);
    assertThat(commandLine(after, Slot.DEFAULT)).isEqualTo("first");
    assertThat(status(after, Slot.CRASH)).isEqualTo(status(before, Slot.CRASH));
  }

  private static KexecListener holding(CountDownLatch reached, CountDownLatch released) {
    KexecEvent loaded = new KexecEvent.ImageLoaded(MACHINE, Slot.DEFAULT);
    return event -> {
      if (event.equals(loaded)) {
        reached.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  private static void assertIsBusy(ThrowingCallable attempt) {
    KexecException refusal = catchThrowableOfType(BusyException.class, attempt);
    assertExplains(refusal, "busy", "default slot", "loading a default image of " + Kernels.path());
  }

  private static PlanRequest request(Slot slot, UnaryOperator<PlanRequest.Builder> wish) {
    return wish.apply(PlanRequest.of(Kernels.path()).slot(slot)).build();
  }

  private void refusesKernel(String file, String code, String... named) throws Exception {
    for (Slot slot : Slot.values()) {
      refusesLoad(PlanRequest.of(BadFiles.path(file)).slot(slot).build(), code, named);
    }
  }

  private void refusesLoads(UnaryOperator<PlanRequest.Builder> wish, String code, String... named)
      throws Exception {
    for (Slot slot : Slot.values()) {
      refusesLoad(request(slot, wish), code, named);
    }
  }

  private void refusesLoad(PlanRequest request, String code, String... named) throws Exception {
    KexecException refusal = refuses(() -> lab.kexec().load(request), code, named);
    assertThat(refusal).hasMessageContaining(request.kernel().toString());
  }

  /** Runs a refused operation, and checks the refusal and the loaded images afterwards. */
  private KexecException refuses(ThrowingCallable attempt, String code, String... named)
      throws Exception {
    KexecException refusal = catchThrowableOfType(KexecException.class, attempt);
    assertExplains(refusal, code, named);
    assertThat(Holdings.of(lab, MACHINE)).isEqualTo(before);
    return refusal;
  }

  private static void assertExplains(KexecException refusal, String code, String... named) {
    assertThat(refusal).as("refusal").isNotNull().hasMessageContainingAll(named);
    assertThat(refusal.fault().code()).isEqualTo(code);
    assertThat(refusal.fault().attempted()).isNotBlank();
    assertThat(refusal.fault().cause()).isNotBlank();
    assertThat(refusal.fault().cure()).isNotBlank();
    if (refusal instanceof PlanRefusedException refused) {
      assertThat(refused.findings())
          .filteredOn(Finding::isError)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.code()).isEqualTo(code);
                assertThat(finding.message()).isNotBlank();
                assertThat(finding.cure()).isNotBlank();
              });
    }
  }

  private static void assertBothAreLoaded(Holdings holdings) {
    assertThat(holdings.status()).hasSize(Slot.values().length);
    for (Slot slot : Slot.values()) {
      assertThat(holdings.receiver().isLoaded(slot)).isTrue();
      assertThat(status(holdings, slot).loaded()).isTrue();
      assertThat(status(holdings, slot).trouble()).isEmpty();
      assertThat(holdings.files()).containsKey(slot.label() + ".manifest");
    }
    assertThat(commandLine(holdings, Slot.CRASH)).startsWith("kept elfcorehdr=");
  }

  private static String commandLine(Holdings holdings, Slot slot) {
    return status(holdings, slot).image().orElseThrow().commandLine();
  }

  private static SlotStatus status(Holdings holdings, Slot slot) {
    return holdings.status().stream()
        .filter(status -> status.slot() == slot)
        .findFirst()
        .orElseThrow();
  }
}

package kexec.receiver.machine;

import static kexec.api.plan.LoadMethod.FILES;
import static kexec.api.plan.LoadMethod.SEGMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.PreparedImage;
import kexec.api.memory.Range;
import kexec.api.plan.DataPart;
import kexec.api.plan.FileLease;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.SystemCall;
import kexec.receiver.FakeKernel;
import kexec.receiver.FakeTree;
import kexec.receiver.LinuxPlans;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is passed to the kernel, and the handling of a refused load. */
class LoadingTest {

  private static final long ARCH = 62L << 16;

  @TempDir private Path directory;

  private TestHost host;
  private LinuxMachine machine;
  private LinuxPlans plans;

  @BeforeEach
  void makeMachine() throws Exception {
    host = new TestHost(directory.resolve("root"));
    machine = host.machine();
    plans = new LinuxPlans(directory);
  }

  @ParameterizedTest
  @EnumSource
  void theKernelGetsEverySegmentAsItIsPlanned(Slot slot) throws Exception {
    Plan plan = plans.plan(slot, 1);
    load(plan);
    FakeKernel.Image image = host.kernel().image(slot);
    KexecLoad call = (KexecLoad) image.call();
    assertThat(call.entry()).isEqualTo(plan.entry().orElseThrow().entry());
    assertThat(call.flags()).isEqualTo(ARCH | (slot == Slot.CRASH ? 1 : 0));
    for (int i = 0; i < plan.segments().size(); i++) {
      Segment segment = plan.segments().get(i);
      KexecSegment handed = call.segments().get(i);
      assertThat(Range.ofSize(handed.mem(), handed.memsz())).isEqualTo(segment.memory());
      byte[] content = segment.role() == SegmentRole.BACKUP ? new byte[0] : contentOf(segment);
      assertThat(image.contents().get(i)).isEqualTo(content);
    }
  }

  @Test
  void aMappedFileIsNotCopied() throws Exception {
    long before = host.kernel().taken();
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1));
    // The boot parameters, which are not in a file.
    assertThat(host.kernel().taken() - before).isEqualTo(2);
    machine.cleanup(image);
    assertThat(host.kernel().taken()).isEqualTo(before);
  }

  @Test
  void joinedFilesAreWholeAndInOrder() throws Exception {
    byte[] first = LinuxPlans.bytes(1, 3 * 4096);
    byte[] second = LinuxPlans.bytes(2, 2 * 4096 + 77);
    byte[] third = LinuxPlans.bytes(3, 5 * 4096 + 1);
    SegmentData joined =
        SegmentData.concat(
            List.of(
                plans.file("first", first).data(),
                plans.file("second", second).data(),
                SegmentData.zeros(3),
                SegmentData.ofBytes(new byte[] {1, 2, 3}),
                plans.file("third", third).data()));
    for (var method : List.of(SEGMENTS, FILES)) {
      load(plans.plan(Slot.DEFAULT, 1, joined, method));
      int initrd = method.equals(SEGMENTS) ? 0 : 1;
      assertThat(host.kernel().image(Slot.DEFAULT).contents().get(initrd))
          .isEqualTo(LinuxPlans.contentOf(joined));
    }
  }

  @Test
  void filesAreHandedOverThemselves() throws Exception {
    Plan plan = plans.plan(Slot.DEFAULT, 1, FILES);
    load(plan);
    FakeKernel.Image image = host.kernel().image(Slot.DEFAULT);
    assertThat(image.contents().get(0)).isEqualTo(Files.readAllBytes(plan.kernelPath()));
    assertThat(image.contents().get(1)).isEqualTo(contentOf(plan.segments().get(0)));
    KexecFileLoad call = (KexecFileLoad) image.call();
    assertThat(call.commandLine()).contains("quiet");
    assertThat(call.flags()).isZero();
  }

  @Test
  void aFileThatIsPaddedIsHandedOverItself() throws Exception {
    SegmentData file = plans.initrd("odd", 5);
    SegmentData padded = SegmentData.concat(List.of(file, SegmentData.zeros(5)));
    for (var method : List.of(SEGMENTS, FILES)) {
      long before = host.kernel().taken();
      PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, padded, method));
      // The pages of the boot parameters; the descriptors of two files.
      assertThat(host.kernel().taken() - before).isEqualTo(2);
      machine.load(image);
      int initrd = method.equals(SEGMENTS) ? 0 : 1;
      assertThat(host.kernel().image(Slot.DEFAULT).contents().get(initrd))
          .isEqualTo(LinuxPlans.contentOf(file));
    }
  }

  @Test
  void theKernelAddsItsOwnCoreHeader() throws Exception {
    load(plans.plan(Slot.CRASH, 1, FILES));
    KexecFileLoad call = (KexecFileLoad) host.kernel().image(Slot.CRASH).call();
    assertThat(call.commandLine()).contains("quiet");
    assertThat(call.flags()).isEqualTo(2);
  }

  @Test
  void withoutAnInitialRamDisk() throws Exception {
    load(plans.plan(Slot.DEFAULT, 1, SegmentData.zeros(0), FILES));
    KexecFileLoad call = (KexecFileLoad) host.kernel().image(Slot.DEFAULT).call();
    assertThat(call.initrdFd()).isEqualTo(-1);
    assertThat(call.flags()).isEqualTo(4);
  }

  @Test
  void theKernelKeepsACoreHeaderCurrentThatHasRoom() throws Exception {
    host.tree().put("/sys/kernel/crash_elfcorehdr_size", "8192\n");
    assertThat(machine.rules().coreHeaderRoom()).isEqualTo(8192);
    load(withCoreHeader(8192));
    assertThat(flags()).isEqualTo(ARCH | 1 | 4);
    load(withCoreHeader(4096));
    assertThat(flags()).isEqualTo(ARCH | 1);
  }

  private long flags() {
    return ((KexecLoad) host.kernel().image(Slot.CRASH).call()).flags();
  }

  private Plan withCoreHeader(long size) throws Exception {
    Plan plan = plans.plan(Slot.CRASH, 1);
    List<Segment> segments = new ArrayList<>(plan.segments());
    segments.add(
        LinuxPlans.segment(
            SegmentRole.ELFCOREHDR,
            FakeTree.CRASH_END - 0x10000,
            size,
            SegmentData.ofBytes(new byte[100])));
    return plan.toBuilder().segments(segments).build();
  }

  @Test
  void aLockedKernelIsHandedSignedFiles() throws Exception {
    host.kernel().lock(true);
    load(plans.plan(Slot.DEFAULT, 1, SEGMENTS, FILES));
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .containsExactly("kexec_load", "kexec_file_load");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EPERM", "EACCES", "ENOSYS"})
  void whereTheCallIsShutFilesAreLoaded(Errno errno) throws Exception {
    host.kernel().refuseSegments(errno);
    for (Slot slot : Slot.values()) {
      load(plans.plan(slot, 1, SEGMENTS, FILES));
      // Loads again, replacing the first image.
      load(plans.plan(slot, 2, SEGMENTS, FILES));
      assertThat(host.kernel().image(slot).call()).isInstanceOf(KexecFileLoad.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EINVAL", "EADDRNOTAVAIL", "ENOMEM", "EBUSY", "EFAULT", "EINTR", "ENOEXEC"})
  void whereTheImageIsRefusedFilesAreNotTried(Errno errno) throws Exception {
    host.kernel().refuseSegments(errno);
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, SEGMENTS, FILES));
    assertThat(catchThrowableOfType(KexecException.class, () -> machine.load(image))).isNotNull();
    assertThat(host.kernel().calls()).extracting(SystemCall::name).containsExactly("kexec_load");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {
        "EPERM", "EACCES", "ENODATA", "ENOKEY", "EKEYREJECTED", "EKEYEXPIRED", "EKEYREVOKED",
        "EBADMSG", "ENOPKG", "ELIBBAD", "EFBIG", "ETXTBSY", "EADDRNOTAVAIL", "ENOMEM"
      })
  void whatTheKernelDoesNotTrustIsNotLoadedOtherwise(Errno errno) throws Exception {
    host.kernel().refuseFiles(errno);
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, FILES, SEGMENTS));
    assertThat(catchThrowableOfType(KexecException.class, () -> machine.load(image))).isNotNull();
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .containsExactly("kexec_file_load");
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"ENOEXEC", "EINVAL", "EOPNOTSUPP"})
  void whatTheKernelDoesNotKnowIsLoadedOtherwise(Errno errno) throws Exception {
    host.kernel().refuseFiles(errno);
    load(plans.plan(Slot.DEFAULT, 1, FILES, SEGMENTS));
    assertThat(host.kernel().image(Slot.DEFAULT).call()).isInstanceOf(KexecLoad.class);
  }

  @Test
  void bothRefusalsAreExplained() throws Exception {
    host.kernel().refuseSegments(Errno.EACCES);
    host.kernel().refuseFiles(Errno.ENODATA);
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, SEGMENTS, FILES));
    KexecException refusal =
        catchThrowableOfType(BadFileException.class, () -> machine.load(image));
    assertThat(refusal.fault().code()).isEqualTo("signature-missing");
    assertThat(refusal.fault().cause())
        .contains("has no signature")
        .contains("before that, kexec_load(entry=")
        .contains("= EACCES: the integrity policy (IMA)");
  }

  @Test
  void aRefusedCallCountsAndTheLastOneIsNotExceeded() throws Exception {
    host.kernel().refuseSegments(Errno.EACCES);
    host.kernel().limit(Slot.DEFAULT, 1);
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, SEGMENTS, FILES));
    KexecException refusal =
        catchThrowableOfType(NotPermittedException.class, () -> machine.load(image));
    assertThat(host.kernel().calls()).extracting(SystemCall::name).containsExactly("kexec_load");
    assertThat(refusal.fault().cause())
        .contains("IMA")
        .endsWith("kernel.kexec_load_limit_reboot permits no second try");
    host.kernel().limit(Slot.DEFAULT, 2);
    machine.load(image);
    assertThat(machine.status().isLoaded(Slot.DEFAULT)).isTrue();
  }

  @Test
  void anImageIsHandedOverOnceAndStaysUntilThen() throws Exception {
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, SEGMENTS));
    long staged = host.kernel().taken();
    FakeKernel.Hold hold = host.kernel().holdNextLoad();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<?> first = threads.submit(() -> loadUnchecked(image));
      hold.reached().await();
      Future<?> second = threads.submit(() -> loadUnchecked(image));
      Thread[] cleaner = {null};
      Future<?> cleanup =
          threads.submit(
              () -> {
                cleaner[0] = Thread.currentThread();
                machine.cleanup(image);
              });
      while (cleaner[0] == null || cleaner[0].getState() != Thread.State.BLOCKED) {
        assertThat(cleanup.isDone()).as("cleaned up during the load").isFalse();
        Thread.onSpinWait();
      }
      assertThat(host.kernel().taken()).isEqualTo(staged);
      hold.go().countDown();
      first.get();
      assertThat(catchThrowableOfType(ExecutionException.class, second::get))
          .hasRootCauseInstanceOf(IllegalArgumentException.class);
      cleanup.get();
    } finally {
      hold.go().countDown();
      threads.shutdownNow();
    }
    assertThat(host.kernel().taken()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> machine.load(image));
  }

  private Void loadUnchecked(PreparedImage image) throws KexecException {
    machine.load(image);
    return null;
  }

  @Test
  void whereMemoryIsPreservedSegmentsWouldDropIt() throws Exception {
    host.tree().put("/proc/cmdline", "kho=on\n");
    Plan segments = plans.plan(Slot.DEFAULT, 1, SEGMENTS);
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(segments));
    assertThat(refusal.fault().code()).isEqualTo("handover-dropped");
    load(plans.plan(Slot.CRASH, 1, SEGMENTS));
    load(plans.plan(Slot.DEFAULT, 1, FILES));
  }

  @Test
  void aLockedKernelTakesNoUnsignedFiles() throws Exception {
    host.kernel().lock(false);
    Plan plan = plans.plan(Slot.DEFAULT, 1, SEGMENTS, FILES);
    PreparedImage image = machine.prepare(plan);
    NotPermittedException refusal =
        catchThrowableOfType(NotPermittedException.class, () -> machine.load(image));
    assertThat(refusal.fault().attempted()).startsWith("kexec_file_load(");
    assertThat(refusal.getCause().getSuppressed()).hasSize(1);
    assertThat(refusal.getCause().getSuppressed()[0]).hasMessageStartingWith("kexec_load(");
    assertThat(refusal.fault().attempted().length()).isLessThan(200);
    assertThat(refusal.getCause().getSuppressed()[0]).hasMessageContaining("segments=[{buf=");
    assertThat(refusal.fault().cause()).contains("locked down");
  }

  @Test
  void afterABusyKernelNothingElseIsTried() throws Exception {
    PreparedImage image = machine.prepare(plans.plan(Slot.DEFAULT, 1, SEGMENTS, FILES));
    host.kernel().setBusy();
    KexecException refusal = catchThrowableOfType(BusyException.class, () -> machine.load(image));
    assertThat(refusal).isNotNull();
    assertThat(host.kernel().calls()).extracting(SystemCall::name).containsExactly("kexec_load");
  }

  @Test
  void filesOfAFormatThatTheKernelDoesNotKnowAreLoadedAsSegments() throws Exception {
    Plan plan = plans.plan(Slot.DEFAULT, 1, FILES, SEGMENTS);
    byte[] kernel = Files.readAllBytes(plan.kernelPath());
    kernel[0x202] = 'X';
    Files.write(plan.kernelPath(), kernel);
    load(plan);
    assertThat(host.kernel().calls())
        .extracting(SystemCall::name)
        .containsExactly("kexec_file_load", "kexec_load");
  }

  @Test
  void saysThatTheCrashImageIsLost() throws Exception {
    load(plans.plan(Slot.CRASH, 1));
    PreparedImage second = machine.prepare(plans.plan(Slot.CRASH, 2));
    host.kernel().loseContent();
    KexecException refusal =
        catchThrowableOfType(BadFileException.class, () -> machine.load(second));
    assertThat(refusal).hasMessageContaining("EFAULT");
    assertThat(refusal.fault().cause()).contains("the crash image that was loaded before is gone");
    assertThat(refusal.fault().cure()).contains("a crash starts no kernel");
  }

  @Test
  void aCrashImageForAnotherRegionIsRefusedBeforeTheOldOneIsFreed() throws Exception {
    load(plans.plan(Slot.CRASH, 1));
    // As after writing a smaller size to kexec_crash_size.
    host.tree()
        .put("/proc/iomem", FakeTree.IOMEM.replace("10000000-17ffffff", "10000000-10ffffff"));
    Plan second = plans.plan(Slot.CRASH, 2);
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(second));
    assertThat(refusal.fault().code()).isEqualTo("segment-outside-crash-region");
    assertThat(refusal.fault().cause()).contains("[0x10000000, 0x11000000)");
    assertThat(machine.status().isLoaded(Slot.CRASH)).isTrue();
  }

  @Test
  void aPlanWithErrorsIsRefused() throws Exception {
    Plan plan =
        plans.plan(Slot.DEFAULT, 1).toBuilder()
            .findings(List.of(Finding.error("bad", "it is bad", "Make it good.")))
            .build();
    assertThat(catchThrowableOfType(PlanRefusedException.class, () -> machine.prepare(plan)))
        .isNotNull();
  }

  @Test
  void aPlanWithoutAnEntryIsRefused() throws Exception {
    Plan plan = plans.plan(Slot.DEFAULT, 1).toBuilder().entry(null).build();
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
    assertThat(refusal.fault().code()).isEqualTo("entry-missing");
  }

  @Test
  void aListOfPagesIsRefused() throws Exception {
    Plan plan = plans.plan(Slot.DEFAULT, 1, new LoadMethod("page-list"), SEGMENTS);
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
    assertThat(refusal.fault().code()).isEqualTo("method-not-taken");
    assertThat(refusal.fault().cause()).contains("page-list");
  }

  @Test
  void aKernelFileThatWasReplacedIsNoticed() throws Exception {
    Plan plan = plans.plan(Slot.DEFAULT, 1, FILES);
    byte[] kernel = Files.readAllBytes(plan.kernelPath());
    Path other = directory.resolve("other");
    kernel[kernel.length - 1] ^= 1;
    Files.move(Files.write(other, kernel), plan.kernelPath(), StandardCopyOption.REPLACE_EXISTING);
    KexecException changed =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
    assertThat(changed.fault().code()).isEqualTo("content-changed");

    Files.write(plan.kernelPath(), new byte[77]);
    KexecException shorter =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
    assertThat(shorter.fault().cause()).contains("has 77 bytes");
    assertThat(host.kernel().taken()).isZero();
  }

  /** Between the question whether its file is held and opening it, which then goes by the name. */
  @Test
  void aKernelFileThatIsReplacedWhenItsLeaseIsLostIsNoticed() throws Exception {
    Plan plan = plans.plan(Slot.DEFAULT, 1, FILES);
    Path name = plan.kernelPath();
    byte[] kernel = Files.readAllBytes(name);
    MappedFile leased = MappedFile.open(name, file -> Optional.of(heldOnce(file)));
    List<Segment> segments = new ArrayList<>(plan.segments());
    segments.replaceAll(
        segment -> segment.role() == SegmentRole.KERNEL ? of(leased, segment) : segment);
    kernel[kernel.length - 1] ^= 1;
    Path other = Files.write(directory.resolve("other"), kernel);
    Files.move(other, name, StandardCopyOption.REPLACE_EXISTING);

    Plan ofLeased = plan.toBuilder().segments(segments).build();
    KexecException changed =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(ofLeased));
    assertThat(changed.fault().code()).isEqualTo("content-changed");
    assertThat(host.kernel().taken()).isZero();
  }

  private static Segment of(MappedFile file, Segment segment) {
    DataPart.FilePart part = (DataPart.FilePart) segment.data().parts().get(0);
    return new Segment(
        segment.role(),
        segment.memory(),
        SegmentData.ofFile(file, part.offset(), part.size()),
        segment.digest());
  }

  private static FileLease heldOnce(Path file) {
    AtomicBoolean held = new AtomicBoolean(true);
    return new FileLease() {
      @Override
      public Path path() {
        return file;
      }

      @Override
      public boolean isHeld() {
        return held.getAndSet(false);
      }

      @Override
      public void close() {
        held.set(false);
      }
    };
  }

  private void load(Plan plan) throws KexecException {
    long[] left = {0};
    PreparedImage image = machine.prepare(plan, (step, done, total) -> left[0] = total - done);
    assertThat(left[0]).as("bytes that were not reported").isZero();
    machine.load(image);
    machine.cleanup(image);
  }

  private static byte[] contentOf(Segment segment) {
    return LinuxPlans.contentOf(segment.data());
  }
}

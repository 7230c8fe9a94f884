package kexec.xen.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.xen.internal.host.ReachedHypervisor;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.XenLoad;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.hypercall.XenSegment;
import kexec.xen.internal.memory.XenMemory;
import kexec.xen.internal.model.ModelHost;
import kexec.xen.internal.model.ModelJump;
import kexec.xen.internal.model.ModelMachine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XenMachineTest {

  private static final long PAGE = XenPlans.PAGE;

  @TempDir private Path directory;

  private ModelHost model;
  private XenMemory memory;
  private XenMachine machine;

  @BeforeEach
  void makeModel() throws Exception {
    use(ModelMachine.small(), true);
  }

  private void use(ModelMachine hardware, boolean hasBufferDevice) throws Exception {
    model = ModelHost.in(directory, hardware, hasBufferDevice);
    memory = new XenMemory(model.host());
    machine = new XenMachine(model.host(), memory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments", "page-list"})
  void theHypervisorHoldsThePlanByteForByte(LoadMethod method) throws Exception {
    for (Slot slot : Slot.values()) {
      Plan plan = three(slot).methods(List.of(method)).build();
      load(plan);
      assertHolds(plan);
    }
  }

  @Test
  void lockedMemoryServesWhereThereIsNoDeviceForBuffers() throws Exception {
    use(ModelMachine.small(), false);
    Plan plan = three(Slot.DEFAULT).build();
    load(plan);
    assertHolds(plan);
  }

  @Test
  void zerosAreZeroedNotOnlyMapped() throws Exception {
    MachineAddress at = XenPlans.OWNED;
    Plan plan =
        XenPlans.of(
                memory.memoryMap(),
                Slot.DEFAULT,
                List.of(
                    XenPlans.segment(at, PAGE, XenPlans.content(100, 1)),
                    XenPlans.segment(at.plus(4 * PAGE), 2 * PAGE, SegmentData.zeros(PAGE)),
                    XenPlans.segment(at.plus(8 * PAGE), PAGE, SegmentData.ofBytes(new byte[0]))))
            .build();
    load(plan);
    assertHolds(plan);
  }

  @Test
  void neighboursAreJoinedWhereThereAreMoreThanTheHypervisorTakes() throws Exception {
    for (LoadMethod method : List.of(LoadMethod.SEGMENTS, XenRules.PAGE_LIST)) {
      Plan plan = many(20).methods(List.of(method)).build();
      assertThat(machine.check(plan)).noneMatch(Finding::isError);
      load(plan);
      assertHolds(plan);
    }
  }

  @Test
  void segmentsThatCannotBeJoinedAreTooMany() throws Exception {
    List<Segment> apart = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      apart.add(
          XenPlans.segment(XenPlans.OWNED.plus(2L * i * PAGE), PAGE, XenPlans.content(10, i)));
      // Between the two pieces of dom0's memory is memory that may be allocated.
      apart.add(
          XenPlans.segment(
              new MachineAddress(0x15000000).plus(2L * i * PAGE),
              PAGE,
              XenPlans.content(10, 100 + i)));
    }
    apart.sort((a, b) -> a.memory().compareTo(b.memory()));
    Plan fits = XenPlans.of(memory.memoryMap(), Slot.DEFAULT, apart).build();
    assertThat(machine.check(fits)).noneMatch(Finding::isError);
    Plan crossing =
        XenPlans.of(
                memory.memoryMap().withCrashLow(Range.machine(0x5001000, 0x5002000)),
                Slot.DEFAULT,
                apart)
            .build();
    assertThat(XenChecks.join(crossing, LoadMethod.SEGMENTS, XenMachineTest::all)).isEmpty();
  }

  private static RangeSet<MachineAddress> all() {
    return RangeSet.of(Range.machine(0, 1L << 40));
  }

  @Test
  void loadsAndStatusWhateverTheParityWas() throws Exception {
    Plan plan = three(Slot.DEFAULT).build();
    KexecOp raw = new KexecOp(model.hypervisor());
    for (int unloads = 0; unloads < 2; unloads++) {
      // Another program may leave the bit in either state.
      for (int i = 0; i < unloads; i++) {
        raw.unload(ImageType.DEFAULT);
      }
      load(plan);
      load(plan);
      assertThat(machine.status().isLoaded(Slot.DEFAULT)).isTrue();
      machine.unload(Slot.DEFAULT);
      assertThat(machine.status().isLoaded(Slot.DEFAULT)).isFalse();
      machine.unload(Slot.DEFAULT);
      assertThat(machine.status().isLoaded(Slot.DEFAULT)).isFalse();
    }
  }

  @Test
  void anImageThatFitsOnlyOnceIsReplacedAllTheSame() throws Exception {
    // Room for one image of three segments with three pages each and what the hypervisor adds.
    use(ModelMachine.small().withFree(24), true);
    load(three(Slot.DEFAULT).build());
    Plan second = XenPlans.three(memory.memoryMap(), Slot.DEFAULT, 2).build();
    load(second);
    assertThat(machine.status().isLoaded(Slot.DEFAULT)).isTrue();
    assertHolds(second);
  }

  @Test
  void theOtherWayIsTakenWhereTheFirstOneIsMissing() throws Exception {
    for (Errno errno : List.of(Errno.ENOSYS, Errno.EOPNOTSUPP)) {
      model.xen().refuse(command -> command == XenNumbers.KEXEC_CMD_LOAD, errno);
      Plan plan = three(Slot.DEFAULT).methods(machine.rules().methods(Slot.DEFAULT)).build();
      load(plan);
      assertHolds(plan);
      machine.unload(Slot.DEFAULT);
    }
  }

  @Test
  void theOtherWayIsNotTakenForARefusalOfTheImage() throws Exception {
    model.xen().refuse(command -> command == XenNumbers.KEXEC_CMD_LOAD, Errno.ENOMEM);
    Plan plan = three(Slot.DEFAULT).methods(machine.rules().methods(Slot.DEFAULT)).build();
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> load(plan));
    assertThat(refusal.fault().code()).isEqualTo("xen-memory-short");
    assertThat(refusal.fault().attempted()).contains("kexec_load");
    assertThat(refusal.getCause()).hasMessageContaining("dest_maddr=0x5000000");
    assertThat(machine.status().loaded()).isEmpty();
  }

  @Test
  void newerHypervisorsTakeSegmentsOnly() throws Exception {
    assertThat(machine.rules().methods(Slot.DEFAULT))
        .containsExactly(LoadMethod.SEGMENTS, XenRules.PAGE_LIST);
    model.show("/sys/hypervisor/version/minor", "23\n");
    assertThat(machine.rules().methods(Slot.DEFAULT)).containsExactly(LoadMethod.SEGMENTS);
  }

  @Test
  void defaultImagesLieWhereTheHypervisorHandsOutNothing() throws Exception {
    assertThat(machine.rules().forbidden().contains(Range.machine(0x100000, 0x4000000))).isTrue();
    assertThat(machine.rules().forbidden().contains(Range.machine(0x8000000, 0x10000000))).isTrue();
    assertThat(machine.rules().forbidden().contains(new MachineAddress(0x5000000))).isFalse();
  }

  /** Without that the hypervisor reports success, and has damaged the image. */
  @Test
  void theHypervisorDamagesImagesThatLieInItsOwnFreeMemory() throws Exception {
    MachineAddress at = new MachineAddress(0x9000000);
    Plan plan =
        XenPlans.of(
                memory.memoryMap(),
                Slot.DEFAULT,
                List.of(XenPlans.segment(at, 0x1800000, XenPlans.content(0x1800000, 1))))
            .build();
    try (var content = model.hypervisor().memory().allocate(0x1800000)) {
      new KexecOp(model.hypervisor())
          .load(
              new XenLoad(
                  ImageType.DEFAULT,
                  XenNumbers.EM_X86_64,
                  List.of(new XenSegment(content.address(), 0x1800000, at, 0x1800000)),
                  at));
      assertThat(model.xen().isCorrupted(ImageType.DEFAULT)).isTrue();
    }
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
    assertThat(refusal.fault().code()).isEqualTo("segment-on-receiver");
  }

  @Test
  void aCrashImageThatLeavesNoRoomIsRefusedBeforeTheOldOneIsOverwritten() throws Exception {
    load(three(Slot.CRASH).build());
    Plan all =
        XenPlans.of(
                memory.memoryMap(),
                Slot.CRASH,
                List.of(
                    XenPlans.segment(
                        new MachineAddress(0x10000000), 0x4000000 - PAGE, XenPlans.content(1, 1))))
            .build();
    assertThat(machine.check(all)).extracting(Finding::code).containsExactly("crash-region-full");
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> machine.prepare(all));
    assertThat(refusal.fault().code()).isEqualTo("crash-region-full");
    assertThat(machine.status().loaded()).containsExactly(Slot.CRASH);
  }

  @Test
  void aCrashImageThatWasOverwrittenInPartIsTakenOut() throws Exception {
    load(three(Slot.CRASH).build());
    PreparedImage next = machine.prepare(XenPlans.three(memory.memoryMap(), Slot.CRASH, 2).build());
    model.xen().refuse(command -> command == XenNumbers.KEXEC_CMD_LOAD, Errno.ENOMEM);
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> machine.load(next));
    assertThat(refusal.fault().code()).isEqualTo("crash-region-full");
    assertThat(refusal.fault().cause()).endsWith("the image that was loaded before is gone");
    assertThat(machine.status().loaded()).isEmpty();
    // A default image is replaced only when the next one is complete.
    model.xen().refuseNothing();
    load(three(Slot.DEFAULT).build());
    PreparedImage other =
        machine.prepare(XenPlans.three(memory.memoryMap(), Slot.DEFAULT, 2).build());
    model.xen().refuse(command -> command == XenNumbers.KEXEC_CMD_LOAD, Errno.ENOMEM);
    assertThatThrownBy(() -> machine.load(other)).isInstanceOf(KexecException.class);
    assertThat(machine.status().loaded()).containsExactly(Slot.DEFAULT);
  }

  @Test
  void aCrashImageForAnotherRegionIsRefused() throws Exception {
    Plan plan = three(Slot.CRASH).build();
    use(ModelMachine.small().withoutCrashRegion(), true);
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.prepare(plan));
    assertThat(refusal.fault().code()).isEqualTo("segment-outside-crash-region");
    assertThat(machine.crashNotes().machine()).hasSize(2);
    assertThat(machine.status().details()).containsEntry("crash region", "none is reserved");
  }

  @Test
  void imagesOf32BitsAreEnteredSo() throws Exception {
    KernelFacts facts =
        new KernelFacts("none", Architecture.I386, Optional.empty(), 2047, Map.of());
    Plan plan = three(Slot.DEFAULT).kernel(Path.of("none"), 1, facts).build();
    load(plan);
    assertThat(model.xen().arch(ImageType.DEFAULT)).contains(XenNumbers.EM_386);
    Plan list = plan.toBuilder().methods(List.of(XenRules.PAGE_LIST)).build();
    assertThat(machine.check(list))
        .extracting(Finding::code)
        .containsExactly("page-list-enters-long-mode");
    Plan either = plan.toBuilder().methods(machine.rules().methods(Slot.DEFAULT)).build();
    assertThat(machine.check(either)).isEmpty();
    model.xen().refuse(command -> command == XenNumbers.KEXEC_CMD_LOAD, Errno.ENOSYS);
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> load(either));
    assertThat(refusal.fault().code()).isEqualTo("xen-without-kexec");
  }

  @Test
  void anUncheckedImageIsWarnedOf() throws Exception {
    assertThat(machine.check(three(Slot.DEFAULT).entryCheck(EntryCheck.NONE).build()))
        .extracting(Finding::code)
        .containsExactly("hypervisor-unchecked");
    assertThat(machine.check(three(Slot.DEFAULT).entryCheck(EntryCheck.HALT).build())).isEmpty();
  }

  @Test
  void tellsOfNotesAndDescriptions() throws Exception {
    CrashNotes notes = machine.crashNotes();
    assertThat(notes.kernel()).isEmpty();
    assertThat(notes.machine())
        .hasSize(4)
        .endsWith(Range.machine(0x8f00000, 0x8f01000), Range.machine(0x1f200000, 0x1f200400));
    model.show("/sys/kernel/vmcoreinfo", "nonsense");
    assertThat(machine.crashNotes().machine()).hasSize(3);
  }

  @Test
  void startsWhatIsLoadedAndNothingElse() throws Exception {
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.execute(Slot.DEFAULT));
    assertThat(refusal.fault().code()).isEqualTo("nothing-loaded");
    load(three(Slot.CRASH).build());
    assertThatThrownBy(() -> machine.execute(Slot.DEFAULT)).isInstanceOf(KexecException.class);
    assertThatThrownBy(() -> machine.execute(Slot.CRASH))
        .isInstanceOfSatisfying(ModelJump.class, jump -> assertThat(jump.type()).isEqualTo(1));
  }

  @Test
  void makesDom0QuietBeforeTheJump() throws Exception {
    Path trigger = directory.resolve("proc/sysrq-trigger");
    assertThat(machine.shutdown(Slot.CRASH, ShutdownMode.ORDERLY)).isEqualTo(ShutdownOutcome.READY);
    assertThat(model.dom0().syncs()).as("a crash does not wait").isZero();
    assertThat(machine.shutdown(Slot.DEFAULT, ShutdownMode.UNFLUSHED))
        .isEqualTo(ShutdownOutcome.READY);
    assertThat(model.dom0().syncs()).as("nothing is flushed").isZero();
    assertThat(machine.shutdown(Slot.DEFAULT, ShutdownMode.FORCED))
        .isEqualTo(ShutdownOutcome.READY);
    assertThat(model.dom0().syncs()).isEqualTo(1);
    assertThat(trigger).isEmptyFile();
    machine.shutdown(Slot.DEFAULT, ShutdownMode.ORDERLY);
    assertThat(trigger).hasContent("u");
    model.show("/proc/self/mounts", "/dev/xvda1 / ext4 rw 0 0\n");
    XenShutdown impatient = new XenShutdown(model.host(), Duration.ZERO);
    KexecException writable =
        catchThrowableOfType(KexecException.class, () -> impatient.run(ShutdownMode.ORDERLY));
    assertThat(writable.fault().code()).isEqualTo("shutdown-failed");
    assertThat(writable.fault().cause()).isEqualTo("/ can still be written to");
    Files.delete(trigger);
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class, () -> machine.shutdown(Slot.DEFAULT, ShutdownMode.ORDERLY));
    assertThat(refusal.fault().code()).isEqualTo("shutdown-failed");
  }

  @Test
  void givesBackWhatStagingTook() throws Exception {
    // The pages of hypercalls' arguments are kept once they were allocated.
    load(three(Slot.DEFAULT).build());
    int before = model.dom0().pagesTaken();
    PreparedImage image = machine.prepare(three(Slot.DEFAULT).build());
    assertThat(model.dom0().pagesTaken()).isGreaterThan(before);
    machine.load(image);
    assertThat(model.dom0().pagesTaken()).isEqualTo(before);
    machine.cleanup(image);
  }

  @Test
  void anArmedSlotIsNeverCalledEmpty() throws Exception {
    load(three(Slot.CRASH).build());
    for (int i = 0; i < 20; i++) {
      List<MachineStatus> seen = new CopyOnWriteArrayList<>();
      CountDownLatch asking = new CountDownLatch(1);
      Thread other =
          new Thread(
              () -> {
                asking.countDown();
                try {
                  seen.add(machine.status());
                } catch (KexecException e) {
                  throw new IllegalStateException(e);
                }
              });
      model
          .xen()
          .duringNextLoad(
              () -> {
                other.start();
                try {
                  asking.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      load(three(Slot.CRASH).build());
      other.join();
      assertThat(seen)
          .singleElement()
          .satisfies(status -> assertThat(status.isLoaded(Slot.CRASH)).isTrue());
    }
  }

  @Test
  void theHardwareIsDescribedAsLongAsItIsReached() throws Exception {
    String before = machine.hardware();
    assertThat(before).isNotEmpty().isEqualTo(machine.hardware());
    use(ModelMachine.small().withoutCrashRegion(), true);
    assertThat(machine.hardware()).isNotEmpty().isNotEqualTo(before);
    model.xen().refuse(command -> true, Errno.EPERM);
    assertThat(machine.hardware()).isEmpty();
  }

  @Test
  void aClosedHostIsNotReachedAgain() throws Exception {
    int[] reached = {0};
    XenHost host =
        new XenHost(
            model.root(),
            () -> {
              reached[0]++;
              return new ReachedHypervisor(model.dom0(), model.hypervisor(), () -> {});
            });
    host.hypervisor();
    host.close();
    host.close();
    assertThatThrownBy(host::hypervisor).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(host::calls).isInstanceOf(IllegalStateException.class);
    assertThat(reached[0]).isEqualTo(1);
  }

  @Test
  void theCallInARefusalIsShort() throws Exception {
    model.xen().refuse(command -> command == XenNumbers.KEXEC_CMD_LOAD, Errno.EPERM);
    PreparedImage image = machine.prepare(three(Slot.DEFAULT).build());
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> machine.load(image));
    assertThat(refusal.fault().attempted()).startsWith("kexec_op(kexec_load").endsWith("= EPERM");
    assertThat(refusal.fault().attempted().length()).isLessThan(150);
    assertThat(refusal.getCause()).hasMessageContaining("segments=[{buf=");
  }

  private Plan.Builder three(Slot slot) throws KexecException {
    return XenPlans.three(memory.memoryMap(), slot, 1);
  }

  private Plan.Builder many(int count) throws KexecException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(
          XenPlans.segment(
              XenPlans.OWNED.plus((long) i * (i + 2) * PAGE), PAGE, XenPlans.content(77 + i, i)));
    }
    return XenPlans.of(memory.memoryMap(), Slot.DEFAULT, segments);
  }

  private void load(Plan plan) throws KexecException {
    PreparedImage image = machine.prepare(plan);
    machine.load(image);
    machine.cleanup(image);
  }

  /** Compares the plan's memory with the memory after the jump. */
  private void assertHolds(Plan plan) {
    Map<Long, byte[]> memoryThen = model.xen().memoryAfterJump(ImageType.of(plan.slot()));
    for (Segment segment : plan.segments()) {
      byte[] content = new byte[Math.toIntExact(segment.memory().size())];
      ByteBuffer planned = segment.data().buffer(0, Math.toIntExact(segment.data().size()));
      planned.get(content, 0, planned.remaining());
      for (int page = 0; page < content.length / PAGE; page++) {
        byte[] expected = Arrays.copyOfRange(content, page * (int) PAGE, (page + 1) * (int) PAGE);
        assertThat(memoryThen.get(segment.memory().start().value() / PAGE + page))
            .as("page %s of %s", page, segment)
            .isEqualTo(expected);
      }
    }
  }
}

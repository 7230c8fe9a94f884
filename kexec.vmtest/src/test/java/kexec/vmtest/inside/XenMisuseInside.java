package kexec.vmtest.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.HypercallBuffer;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.XenLoad;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.hypercall.XenSegment;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Misuse: the hypervisor's error for an image, and jkexec's finding for the same image before the
 * hypercall. Images that the hypervisor accepts silently are refused too.
 */
final class XenMisuseInside {

  private static final long PAGE = 4096;

  private final XenHost host = new XenHost();
  private final XenMemory memory = new XenMemory(host);
  private final XenMachine machine;
  private final Hypervisor hypervisor;
  private final RealPlans plans;
  private final MachineAddress owned;
  private final Range<MachineAddress> crash;

  XenMisuseInside() throws Exception {
    machine = new XenMachine(host, memory);
    hypervisor = host.hypervisor();
    plans = XenGuestPlans.of(machine, memory);
    owned = plans.base(Slot.DEFAULT);
    crash = memory.memoryMap().crashRegion().orElseThrow();
  }

  /** An invalid image: the hypervisor's error, and the code with which it is refused here. */
  private record Row(
      String name,
      Slot slot,
      Optional<Errno> answer,
      String code,
      List<Segment> segments,
      MachineAddress entry) {}

  @TestFactory
  Stream<DynamicTest> images() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Slot slot : Slot.values()) {
      MachineAddress at = slot == Slot.CRASH ? crash.start().plus(0x100000) : owned;
      Segment good = segment(at, PAGE, 100);
      rows.add(
          row(
              "start",
              slot,
              Errno.EADDRNOTAVAIL,
              "segment-not-aligned",
              segment(at.plus(16), PAGE, 1)));
      rows.add(
          row("end", slot, Errno.EADDRNOTAVAIL, "segment-not-aligned", segment(at, PAGE + 16, 1)));
      rows.add(
          row(
              "overlap",
              slot,
              Errno.EINVAL,
              "segments-overlap",
              segment(at, 2 * PAGE, 1),
              segment(at.plus(PAGE), PAGE, 1)));
      rows.add(row("length", slot, Errno.EINVAL, "segment-too-long", segment(at, PAGE, 5000)));
      rows.add(row("number", slot, Errno.EINVAL, "too-many-segments", apart(at)));
      MachineAddress outside =
          slot == Slot.CRASH ? new MachineAddress(crash.start().value() - PAGE) : at.plus(0x100000);
      rows.add(
          new Row(
              slot + " entry outside",
              slot,
              slot == Slot.CRASH ? Optional.of(Errno.EADDRNOTAVAIL) : Optional.empty(),
              "entry-outside-segments",
              List.of(good),
              outside));
    }
    rows.addAll(places());
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
  }

  private List<Row> places() throws Exception {
    MachineAddress xen = new KexecOp(hypervisor).xen().map(Range::start).orElseThrow();
    RangeSet<MachineAddress> free = machine.rules().forbidden();
    return List.of(
        silent("registers", "segment-outside-ram", new MachineAddress(0xfee00000L)),
        silent("beyond the RAM", "segment-outside-ram", new MachineAddress(1L << 40)),
        silent("the hypervisor", "segment-on-receiver", xen),
        silent(
            "memory that may be handed out",
            "segment-on-receiver",
            free.ranges().stream()
                .filter(r -> r.size() > 64 * PAGE)
                .findFirst()
                .orElseThrow()
                .start()
                .plus(0x10000)),
        row(
            "below the region",
            Slot.CRASH,
            Errno.EADDRNOTAVAIL,
            "segment-outside-crash-region",
            segment(new MachineAddress(crash.start().value() - PAGE), PAGE, 1),
            segment(crash.start(), PAGE, 1)),
        row(
            "over the end",
            Slot.CRASH,
            Errno.EADDRNOTAVAIL,
            "segment-outside-crash-region",
            segment(crash.start(), PAGE, 1),
            segment(new MachineAddress(crash.end().value() - PAGE), 2 * PAGE, 1)),
        row(
            "all of the region",
            Slot.CRASH,
            Errno.ENOMEM,
            "crash-region-full",
            segment(crash.start(), crash.size(), 1)));
  }

  private static Row row(String name, Slot slot, Errno errno, String code, Segment... segments) {
    MachineAddress entry = segments[segments.length - 1].memory().start();
    return new Row(slot + " " + name, slot, Optional.of(errno), code, List.of(segments), entry);
  }

  private static Row silent(String name, String code, MachineAddress at) throws KexecException {
    return new Row(
        "silent: " + name, Slot.DEFAULT, Optional.empty(), code, List.of(segment(at, PAGE, 1)), at);
  }

  private static Segment segment(MachineAddress start, long size, int content)
      throws KexecException {
    SegmentData data = SegmentData.ofBytes(new byte[content]);
    return new Segment(SegmentRole.KERNEL, Range.ofSize(start, size), data, data.digest());
  }

  private static Segment[] apart(MachineAddress at) throws KexecException {
    Segment[] segments = new Segment[33];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = segment(at.plus(i * PAGE), PAGE, 1);
    }
    return segments;
  }

  private void check(Row row) throws Exception {
    Plan plan =
        plans.plan(row.slot(), 1).toBuilder()
            .segments(row.segments())
            .entry(new EntryState(row.entry(), row.entry(), Map.of()))
            .build();
    List<Finding> findings = new ArrayList<>(Admission.check(plan, machine.rules(), plan.memory()));
    findings.addAll(machine.check(plan));
    assertThat(findings)
        .as("what jkexec finds")
        .anyMatch(finding -> finding.isError() && finding.code().equals(row.code()));
    Optional<SystemCallException> refused = raw(row);
    System.out.println("inside: " + row.name() + " => " + refused + ", " + row.code());
    assertThat(refused.flatMap(e -> e.failed().errno()))
        .as("what the hypervisor answers")
        .isEqualTo(row.answer());
    refused.ifPresent(
        e ->
            assertThat(
                    Refusals.of(
                            e,
                            row.slot() == Slot.CRASH
                                ? Operation.LOAD_CRASH
                                : Operation.LOAD_DEFAULT)
                        .fault()
                        .cure())
                .isNotBlank());
  }

  /** The same image, passed to the hypervisor without checks. */
  private Optional<SystemCallException> raw(Row row) throws Exception {
    KexecOp kexec = new KexecOp(hypervisor);
    ImageType type = ImageType.of(row.slot());
    try (HypercallBuffer content = hypervisor.memory().allocate(2 * PAGE)) {
      List<XenSegment> segments =
          row.segments().stream()
              .map(
                  s ->
                      new XenSegment(
                          content.address(),
                          s.data().size(),
                          s.memory().start(),
                          s.memory().size()))
              .toList();
      try {
        kexec.load(new XenLoad(type, XenNumbers.EM_X86_64, segments, row.entry()));
        return Optional.empty();
      } catch (SystemCallException e) {
        return Optional.of(e);
      } finally {
        machine.unload(row.slot());
      }
    }
  }

  @Test
  void nothingIsLoadedAndSoNothingIsStarted() {
    for (Slot slot : Slot.values()) {
      KexecException refusal =
          catchThrowableOfType(KexecException.class, () -> machine.execute(slot));
      assertThat(refusal.fault().code()).isEqualTo("nothing-loaded");
    }
  }

  /** Another program's loads and unloads invert the hypervisor's status. */
  @Test
  void theStatusIsRightWhateverItWasBefore() throws Exception {
    KexecOp kexec = new KexecOp(hypervisor);
    for (int turns : IntStream.range(0, 2).toArray()) {
      for (int i = 0; i < turns; i++) {
        kexec.unload(ImageType.DEFAULT);
      }
      for (int i = 0; i < 2; i++) {
        var image = machine.prepare(plans.plan(Slot.DEFAULT, i));
        machine.load(image);
        machine.cleanup(image);
        assertThat(machine.status().isLoaded(Slot.DEFAULT)).isTrue();
      }
      machine.unload(Slot.DEFAULT);
      assertThat(machine.status().isLoaded(Slot.DEFAULT)).isFalse();
    }
  }
}

package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A distribution's bzImage, where {@code JKEXEC_SAMPLE_KERNEL} names one. */
@EnabledIfEnvironmentVariable(named = "JKEXEC_SAMPLE_KERNEL", matches = ".+")
class RealKernelTest {

  private final BzImageProtocol protocol = new BzImageProtocol();

  @ParameterizedTest
  @EnumSource(Slot.class)
  void isBuilt(Slot slot) throws Exception {
    MappedFile kernel = MappedFile.open(Path.of(System.getenv("JKEXEC_SAMPLE_KERNEL")));
    KernelFacts facts = ((Recognition.Recognised) protocol.recognise(kernel)).facts();
    assertThat(facts.version()).hasValueSatisfying(text -> assertThat(text).contains("#1 SMP"));
    BootRequest request =
        new BootRequest(
            slot,
            kernel,
            facts,
            List.of(kernel),
            List.of(),
            "console=ttyS0",
            Machines.small(),
            Range.machine(0, -1L),
            Bench.NO_PLATFORM,
            EntryCheck.HALT);
    Layout layout = protocol.layout(request);
    assertThat(layout.findings()).noneMatch(Finding::isError);
    Placement placement = place(layout, request);
    BootImage image = protocol.build(request, placement);
    long params = placement.of("boot-params").start().value();
    ZeroPage page = new ZeroPage(Bench.bytes(image, "boot-params"), params);
    assertThat(page.ramdiskSize()).isEqualTo(Align.up(kernel.size(), 4));
    assertThat(page.commandLine()).startsWith("console=ttyS0").isEqualTo(image.commandLine());
    assertThat(Bench.data(image, "kernel").size())
        .isEqualTo(Long.decode(facts.fields().get("syssize")) * 16);
  }

  private static Placement place(Layout layout, BootRequest request) {
    boolean crash = request.slot() == Slot.CRASH;
    RangeSet<MachineAddress> free =
        crash ? RangeSet.of(Machines.CRASH_REGION) : request.memory().ram();
    Range<MachineAddress> header = crash ? Range.machine(0x17ff0000, 0x18000000) : null;
    free = crash ? free.subtract(RangeSet.of(header)) : free;
    Map<String, Range<MachineAddress>> places = new HashMap<>();
    for (SegmentRequest wanted : layout.requests()) {
      Range<MachineAddress> place =
          free.findHole(
                  new HoleRequest<>(
                      Align.up(wanted.size(), 4096),
                      wanted.alignment(),
                      wanted.within(),
                      wanted.direction()))
              .orElseThrow();
      places.put(wanted.name(), place);
      free = free.subtract(RangeSet.of(place));
    }
    return new Placement(places, header);
  }
}

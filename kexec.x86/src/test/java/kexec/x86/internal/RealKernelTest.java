package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Recognition;
import kexec.api.fault.Finding;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Slot;
import kexec.base.kernel.Align;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a distribution's bzImage, if {@code JKEXEC_SAMPLE_KERNEL} names one. */
@EnabledIfEnvironmentVariable(named = "JKEXEC_SAMPLE_KERNEL", matches = ".+")
class RealKernelTest {

  private final BzImageProtocol protocol = new BzImageProtocol();

  @ParameterizedTest
  @EnumSource(Slot.class)
  void isBuilt(Slot slot) throws Exception {
    BootFile kernel = BootFile.of(MappedFile.open(Path.of(System.getenv("JKEXEC_SAMPLE_KERNEL"))));
    Recognition.Recognised recognised = (Recognition.Recognised) protocol.recognise(kernel);
    KernelFacts facts = recognised.facts();
    assertThat(facts.version()).hasValueSatisfying(text -> assertThat(text).contains("#1 SMP"));
    BootRequest request =
        new BootRequest(
            slot,
            kernel,
            List.of(kernel),
            List.of(),
            "console=ttyS0",
            Machines.small(),
            Range.machine(0, -1L),
            Bench.NO_PLATFORM,
            EntryCheck.HALT);
    RecordedImage image = image(request);
    recognised.kernel().build(request, image);
    assertThat(image.findings()).noneMatch(Finding::isError);
    long params = image.memory("boot-params").start().value();
    ZeroPage page = new ZeroPage(image.bytes("boot-params"), params);
    assertThat(page.ramdiskSize()).isEqualTo(Align.up(kernel.size(), 4));
    assertThat(page.commandLine()).startsWith("console=ttyS0").isEqualTo(image.commandLine());
    assertThat(image.data("kernel").size())
        .isEqualTo(Long.decode(facts.fields().get("syssize")) * 16);
  }

  private static RecordedImage image(BootRequest request) {
    boolean crash = request.slot() == Slot.CRASH;
    Range<MachineAddress> header = Range.machine(0x17ff0000, 0x18000000);
    RangeSet<MachineAddress> room =
        crash
            ? RangeSet.of(Machines.CRASH_REGION).subtract(RangeSet.of(header))
            : request.memory().ram();
    AtomicReference<RangeSet<MachineAddress>> free = new AtomicReference<>(room);
    return new RecordedImage(
        Bench.MOST_SEGMENTS,
        crash ? Optional.of(header) : Optional.empty(),
        wanted -> {
          Range<MachineAddress> place =
              free.get()
                  .findHole(
                      new HoleRequest<>(
                          Align.up(wanted.size(), 4096),
                          Math.max(wanted.alignment(), 4096),
                          wanted.within(),
                          wanted.direction()))
                  .orElseThrow();
          free.set(free.get().subtract(RangeSet.of(place)));
          return place;
        });
  }
}

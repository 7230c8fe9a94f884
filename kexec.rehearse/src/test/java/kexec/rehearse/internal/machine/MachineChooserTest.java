package kexec.rehearse.internal.machine;

import static kexec.rehearse.internal.machine.SamplePlans.GIB;
import static kexec.rehearse.internal.machine.SamplePlans.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalRequest;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which machine is emulated on a host that is made up. */
class MachineChooserTest {

  @TempDir Path root;

  @BeforeEach
  void makeHost() throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/cpuinfo"), "processor\t: 0\nflags\t\t: fpu lm sse2 lahf_lm\n");
    Path program = Files.createFile(root.resolve("qemu-system-x86_64"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    available(16 * GIB);
  }

  private void available(long bytes) throws IOException {
    Files.writeString(
        root.resolve("proc/meminfo"),
        """
        MemTotal:       %1$s kB
        MemFree:        %2$s kB
        MemAvailable:   %2$s kB
        Buffers:               0 kB
        Cached:                0 kB
        """
            .formatted(32 * GIB / 1024, bytes / 1024));
  }

  private RehearsalTarget choose(RehearsalRequest request, Optional<Long> region)
      throws KexecException {
    Host host = new Host(new LinuxRoot(root), root.toString());
    return new MachineChooser(host).choose(request, region, root);
  }

  private RehearsalTarget choose(Plan plan) throws KexecException {
    return choose(request(plan).build(), Optional.empty());
  }

  private static RehearsalRequest.Builder request(Plan plan) {
    return RehearsalRequest.of(
        plan,
        changes -> {
          throw new AssertionError("nothing is planned when a machine is chosen");
        });
  }

  private static Plan plan(MemoryMap memory) throws KexecException {
    return SamplePlans.of(Architecture.X86_64, memory, 16 * MIB, 32 * MIB);
  }

  private static Plan crash(MemoryMap memory, long start, long size) throws KexecException {
    return SamplePlans.of(
            Architecture.X86_64,
            memory.withCrashRegion(Range.machine(start, start + size)),
            start,
            32 * MIB)
        .toBuilder()
        .slot(Slot.CRASH)
        .build();
  }

  @ParameterizedTest
  @CsvSource({"2048, 0, q35, 2048", "2048, 22528, q35, 24576", "3072, 21504, pc, 24576"})
  void aMachineThatAPcCanBeIsEmulated(long below, long above, String type, long mib)
      throws Exception {
    Plan plan = plan(SamplePlans.pc(below * MIB, above * MIB));
    RehearsalTarget target = choose(plan);
    assertThat(target.verbatim()).isTrue();
    assertThat(target.machine().type()).isEqualTo(type);
    assertThat(target.machine().bytes()).isEqualTo(mib * MIB);
    assertThat(target.memory()).isEqualTo(plan.memory());
    assertThat(target.plan(request(plan).build(), Additions.NONE)).isSameAs(plan);
  }

  @Test
  void aMachineThatNoPcCanBeIsReplacedByAQ35() throws Exception {
    Plan plan = plan(SamplePlans.pc(4 * GIB - 256 * MIB, 8 * GIB));
    RehearsalTarget target = choose(plan);
    assertThat(target.verbatim()).isFalse();
    assertThat(target.machine().type()).isEqualTo("q35");
    assertThat(target.machine().bytes()).isEqualTo(GIB);
    assertThat(target.memory()).isEqualTo(PcType.Q35.map(GIB));
    assertNotVerbatim(plan, "no emulated PC has RAM in all these places");
  }

  /** The kernel's table of all pages of 1 TiB takes 16 GiB. */
  @Test
  void aMachineThatIsTooLargeForThisHostIsReplaced() throws Exception {
    Plan plan = plan(SamplePlans.pc(2 * GIB, 900 * GIB));
    assertThat(choose(plan).verbatim()).isFalse();
    assertNotVerbatim(plan, "16.0 GiB are free here");
    available(64 * GIB);
    assertThat(choose(plan).verbatim()).isTrue();
    available(1);
    assertNotVerbatim(plan(SamplePlans.pc(GIB, 0)), "are free here");
  }

  private void assertNotVerbatim(Plan plan, String why) {
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class,
            () -> choose(request(plan).verbatim(true).build(), Optional.empty()));
    assertThat(refusal.fault().code()).isEqualTo("rehearsal-not-verbatim");
    assertThat(refusal.fault().cause()).contains(why);
    assertThat(refusal.fault().attempted()).contains("vmlinuz");
  }

  /** A crash kernel has tables of its region only. */
  @Test
  void aCrashKernelOfALargeMachineNeedsLittle() throws Exception {
    Plan plan = crash(SamplePlans.pc(2 * GIB, 900 * GIB), GIB, 256 * MIB);
    available(2 * GIB);
    assertThat(choose(plan).verbatim()).isTrue();
  }

  @Test
  void anotherCrashRegionIsAnotherMachine() throws Exception {
    Plan plan = crash(SamplePlans.pc(2 * GIB, 6 * GIB), GIB, 64 * MIB);
    assertThat(choose(plan).memory().crashRegion()).contains(Range.machine(GIB, GIB + 64 * MIB));
    RehearsalTarget larger = choose(request(plan).build(), Optional.of(128 * MIB));
    assertThat(larger.verbatim()).isFalse();
    assertThat(larger.machine().bytes()).isEqualTo(GIB);
    // As high as it goes, for what is below is the crashed kernel's.
    assertThat(larger.memory().crashRegion()).contains(Range.machine(GIB - 128 * MIB, GIB));
  }

  @Test
  void aCrashRegionThatFitsNowhereIsRefused() throws Exception {
    Plan plan = crash(SamplePlans.pc(GIB, 0), 512 * MIB, 64 * MIB);
    MemoryMap small = PcType.Q35.map(64 * MIB);
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class, () -> MachineChooser.withCrashRegion(small, plan, 64 * MIB));
    assertThat(refusal.fault().code()).isEqualTo("rehearsal-no-crash-region");
    assertThat(refusal.fault().cause()).contains("64.0 MiB");
    assertThat(MachineChooser.withCrashRegion(small, plan(small), 64 * MIB)).isEqualTo(small);
  }

  /** Not more than the plan's own machine has, for it may be a small one. */
  @Test
  void theSizeOfTheMachineInstead() throws Exception {
    assertThat(MachineChooser.bytes(plan(SamplePlans.pc(100 * MIB, 0)), 0)).isEqualTo(128 * MIB);
    assertThat(MachineChooser.bytes(plan(SamplePlans.pc(8 * GIB / 4, 8 * GIB)), 0)).isEqualTo(GIB);
    Plan large =
        SamplePlans.of(Architecture.X86_64, SamplePlans.pc(2 * GIB, 62 * GIB), 4 * GIB, 2 * GIB);
    assertThat(MachineChooser.bytes(large, 0)).isEqualTo(512 * MIB + 8 * GIB);
  }

  @Test
  void aPlanForThisHostHasItsProcessor() throws Exception {
    Plan plan = plan(SamplePlans.pc(2 * GIB, 0));
    assertThat(choose(plan).machine().cpu()).isEqualTo("max,cx16=off");
    Plan here = plan.toBuilder().machine("host").build();
    assertThat(choose(here).machine().cpu())
        .startsWith("max,cx16=off,popcnt=off")
        .contains(",avx2=off")
        .doesNotContain("lahf-lm");
    Plan xen =
        plan.toBuilder()
            .entry(
                new EntryState(
                    plan.entry().orElseThrow().entry(),
                    plan.entry().orElseThrow().kernelEntry(),
                    Map.of("eip", 0x200000L)))
            .build();
    assertThat(choose(xen).machine().cpu()).isEqualTo("max,cx16=off,smap=off");
    assertThat(choose(request(plan).cpu("Haswell").build(), Optional.empty()).machine().cpu())
        .isEqualTo("Haswell");
  }

  /** This host has no KVM: it has no /dev. */
  @Test
  void withoutKvmTheProcessorIsEmulated() throws Exception {
    Plan plan = plan(SamplePlans.pc(2 * GIB, 0));
    RehearsalTarget target = choose(request(plan).accelerated(true).build(), Optional.empty());
    assertThat(target.machine().accelerator()).startsWith("tcg");
    assertThat(target.machine().cpu()).startsWith("max");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "console=ttyS0, 0",
    "console=tty0 console=ttyS1 quiet, 1",
    "'console=ttyS3,115200n8', 3",
    "console=ttyS4, 0",
    "console=ttyS10, 0",
    "noconsole=ttyS1, 0"
  })
  void theSerialPortThatIsTheConsole(String line, int port) {
    assertThat(MachineChooser.serialPort(line)).isEqualTo(port);
  }

  @Test
  void withoutTheProgramThereIsNoMachine() throws Exception {
    Files.delete(root.resolve("qemu-system-x86_64"));
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> choose(plan(SamplePlans.pc(2 * GIB, 0))));
    assertThat(refusal.fault().code()).isEqualTo("emulator-missing");
    assertThat(List.of(root.toFile().list())).doesNotContain("machine.dtb");
  }
}

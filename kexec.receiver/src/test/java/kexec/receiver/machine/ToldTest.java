package kexec.receiver.machine;

import static kexec.api.plan.LoadMethod.FILES;
import static kexec.api.plan.LoadMethod.SEGMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.Severity;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.receiver.LinuxPlans;
import kexec.receiver.host.KexecArchitecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the machine reports to planners before anything is loaded. */
class ToldTest {

  @TempDir private Path directory;

  private TestHost host;
  private LinuxMachine machine;

  @BeforeEach
  void makeMachine() throws Exception {
    host = new TestHost(directory.resolve("root"));
    machine = host.machine();
  }

  @Test
  void segmentsConsistOfTheRunningKernelsPages() throws Exception {
    assertThat(machine.rules().pageSize()).isEqualTo(PageSize.KIB_4);
    ByteBuffer vector = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    host.tree().put("/proc/self/auxv", vector.putLong(6).putLong(65536).array());
    assertThat(machine.rules().pageSize().bytes()).isEqualTo(65536);
  }

  @Test
  void theRulesOfLinux() throws Exception {
    assertThat(machine.rules().maxSegments()).isEqualTo(16);
    assertThat(machine.rules().ramDivisor()).isEqualTo(2);
    // A segment must end below MAXMEM - 1.
    assertThat(machine.rules().destinationLimit()).isEqualTo(new MachineAddress(0x3fff_ffff_f000L));
    assertThat(machine.rules().coreHeaderRoom()).isZero();
  }

  static Stream<Arguments> kernels() {
    String both = "CONFIG_KEXEC=y\nCONFIG_KEXEC_FILE=y\n";
    String none = "# CONFIG_KEXEC is not set\n# CONFIG_KEXEC_FILE is not set\n";
    String free = "[none] integrity confidentiality\n";
    String locked = "none [integrity] confidentiality\n";
    return Stream.of(
        arguments("nothing is known", "", "", List.of(SEGMENTS, FILES)),
        arguments("both, free", both, free, List.of(SEGMENTS, FILES)),
        arguments("both, locked", both, locked, List.of(FILES)),
        arguments("locked, not told how it was built", "", locked, List.of(FILES)),
        arguments("lockdown not understood", "", "?\n", List.of(SEGMENTS, FILES)),
        arguments(
            "files only", "# CONFIG_KEXEC is not set\nCONFIG_KEXEC_FILE=y\n", free, List.of(FILES)),
        arguments(
            "segments only",
            "CONFIG_KEXEC=y\n# CONFIG_KEXEC_FILE is not set\n",
            free,
            List.of(SEGMENTS)),
        arguments("none: its refusal explains it", none, free, List.of(SEGMENTS, FILES)));
  }

  @Test
  void thereAreNoFilesWhereLinuxHasNoSuchCall() throws Exception {
    TestHost arm = new TestHost(directory.resolve("arm"), KexecArchitecture.ARM);
    assertThat(arm.machine().rules().methods(Slot.DEFAULT)).containsExactly(SEGMENTS);
    arm.tree().put("/boot/config-6.1.0-test", "# CONFIG_KEXEC is not set\n");
    assertThat(arm.machine().rules().methods(Slot.CRASH)).containsExactly(SEGMENTS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kernels")
  void waysIn(String name, String config, String lockdown, List<LoadMethod> ways) throws Exception {
    if (!config.isEmpty()) {
      host.tree().put("/boot/config-6.1.0-test", config);
    }
    if (!lockdown.isEmpty()) {
      host.tree().put("/sys/kernel/security/lockdown", lockdown);
    }
    assertThat(machine.rules().methods(Slot.DEFAULT)).isEqualTo(ways);
  }

  private static final String SIGNED =
      "CONFIG_KEXEC=y\nCONFIG_KEXEC_FILE=y\nCONFIG_KEXEC_SIG=y\nCONFIG_IMA_ARCH_POLICY=y\n";

  private void secureBoot() {
    host.tree()
        .put(
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
            new byte[] {6, 0, 0, 0, 1});
  }

  @Test
  void secureBootWithTheIntegrityPolicyShutsSegments() throws Exception {
    secureBoot();
    assertThat(machine.rules().methods(Slot.CRASH)).containsExactly(SEGMENTS, FILES);
    host.tree().put("/boot/config-6.1.0-test", SIGNED);
    for (Slot slot : Slot.values()) {
      assertThat(machine.rules().methods(slot)).containsExactly(FILES);
      assertThat(machine.rules().reason(slot).orElseThrow()).contains("Secure Boot");
    }
  }

  @Test
  void anUnsignedKernelIsRefusedBeforeTheOldCrashImageIsFreed() throws Exception {
    Plan plan = plan(Slot.CRASH, FILES);
    assertThat(check(plan)).isEmpty();
    secureBoot();
    host.tree().put("/boot/config-6.1.0-test", SIGNED);
    assertThat(check(plan))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isError()).isTrue();
              assertThat(finding.code()).isEqualTo("files-unsigned");
            });
    assertThat(check(plan(Slot.CRASH, SEGMENTS, FILES))).isEmpty();
    Files.write(plan.kernelPath(), PeSignatureTest.signed().array());
    assertThat(check(plan)).isEmpty();
  }

  @Test
  void aLockedKernelMayVouchForAFileOtherwise() throws Exception {
    host.kernel().lock(false);
    assertThat(check(plan(Slot.DEFAULT, FILES)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.code()).isEqualTo("files-unsigned");
            });
  }

  @Test
  void whatThePlanCannotHaveIsNotAdvised() throws Exception {
    Plan plan = plan(Slot.DEFAULT, FILES);
    KernelFacts elf = new KernelFacts("ELF", Architecture.X86_64, Optional.empty(), 2047, Map.of());
    Plan odd = plan.toBuilder().kernel(plan.kernelPath(), plan.kernelBytes(), elf).build();
    assertThat(check(odd).get(0).cure()).contains("Load its segments");
    secureBoot();
    host.tree().put("/boot/config-6.1.0-test", SIGNED);
    assertThat(check(odd))
        .filteredOn(finding -> finding.code().equals("files-format"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.cure()).isEqualTo("Name a kernel in the format bzImage."));
  }

  @Test
  void aWrappedKernelIsNotHandedOverAsAFile() throws Exception {
    Plan plan = plan(Slot.DEFAULT, FILES);
    Plan wrapped =
        plan.toBuilder()
            .kernel(plan.kernelPath(), plan.kernelBytes(), plan.kernel().wrappedIn(List.of("UKI")))
            .build();
    assertThat(check(wrapped))
        .filteredOn(finding -> finding.code().equals("files-wrapped"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("a UKI"));
  }

  @Test
  void preservedMemoryIsHandedOnByFilesOnly() throws Exception {
    assertThat(machine.rules().reason(Slot.DEFAULT)).isEmpty();
    host.tree().put("/proc/cmdline", "quiet kho=on\n");
    assertThat(machine.rules().methods(Slot.DEFAULT)).containsExactly(FILES);
    assertThat(machine.rules().reason(Slot.DEFAULT).orElseThrow()).contains("Kexec Handover");
    assertThat(machine.rules().methods(Slot.CRASH)).containsExactly(SEGMENTS, FILES);
    assertThat(machine.rules().reason(Slot.CRASH)).isEmpty();
    assertThat(check(checked(Slot.DEFAULT, FILES)))
        .extracting(Finding::code)
        .containsExactly("files-unchecked");
    assertThat(check(checked(Slot.CRASH, FILES))).isEmpty();
    assertThat(check(plan(Slot.DEFAULT, FILES))).as("no check is wanted").isEmpty();
  }

  static Stream<Arguments> contiguousMemory() {
    return Stream.of(
        arguments("6.17.0-amd64", 262144, true),
        arguments("7.3.4+deb13-cloud-amd64", 4096, true),
        arguments("7.3.4+deb13-cloud-amd64", 0, false),
        arguments("6.16.12", 262144, false),
        arguments("6.1.0-test", 262144, false),
        arguments("unknown", 262144, false));
  }

  @ParameterizedTest(name = "{0}, {1} kB")
  @MethodSource("contiguousMemory")
  void imagesInContiguousMemoryAreNotChecked(String release, long kib, boolean told)
      throws Exception {
    host.tree().put("/proc/sys/kernel/osrelease", release + "\n");
    host.tree()
        .put(
            "/proc/meminfo",
            "MemTotal: 1000 kB\nMemAvailable: 500 kB\nCmaTotal: %s kB\n".formatted(kib));
    assertThat(check(checked(Slot.DEFAULT, FILES)))
        .extracting(Finding::code)
        .isEqualTo(told ? List.of("files-unchecked") : List.of());
    assertThat(check(checked(Slot.DEFAULT, SEGMENTS))).isEmpty();
  }

  @Test
  void whatIsLeftOfALimitIsTold() throws Exception {
    host.kernel().limit(Slot.DEFAULT, 3);
    assertThat(check(plan(Slot.CRASH, SEGMENTS))).isEmpty();
    assertThat(check(plan(Slot.DEFAULT, SEGMENTS, FILES)))
        .filteredOn(finding -> finding.code().equals("load-limit"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.INFO);
              assertThat(finding.message())
                  .contains("kernel.kexec_load_limit_reboot permits 3 more")
                  .contains("the second one costs another");
            });
    host.kernel().limit(Slot.DEFAULT, 0);
    assertThat(check(plan(Slot.DEFAULT, SEGMENTS)))
        .extracting(Finding::code)
        .containsExactly("kexec-load-limit");
    host.tree().put("/proc/sys/kernel/kexec_load_disabled", "1\n");
    assertThat(check(plan(Slot.DEFAULT, SEGMENTS)))
        .extracting(Finding::code)
        .containsExactly("kexec-load-disabled");
  }

  @Test
  void whereSystemdRunsARestartStartsTheImage() throws Exception {
    Files.createDirectories(host.tree().path("/run/systemd/system"));
    assertThat(check(plan(Slot.DEFAULT, SEGMENTS)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("reboot-starts-image");
              assertThat(finding.message()).contains("systemctl reboot");
            });
    assertThat(check(plan(Slot.CRASH, SEGMENTS))).isEmpty();
  }

  private static Range<PhysicalAddress> physical(long start, long end) {
    return new Range<>(new PhysicalAddress(start), new PhysicalAddress(end));
  }

  @Test
  void whereACrashLeavesItsNotes() throws Exception {
    host.tree()
        .kcore(
            new long[] {0xffffffff81000000L, 0x2000000, 0x2a00000},
            new long[] {0xffff888000001000L, 0x1000, 0x9e000},
            new long[] {0xffff888000100000L, 0x100000, 0x1fedd000});
    CrashNotes notes = machine.crashNotes();
    assertThat(notes.machine()).isEmpty();
    assertThat(notes.kernel())
        .containsExactly(physical(0x1e000000, 0x1e000170), physical(0x1f000000, 0x1f001024));
    assertThat(notes.kernelText())
        .contains(
            new CrashNotes.KernelText(
                physical(0x2000000, 0x4a00000), new VirtualAddress(0xffffffff81000000L)));
    assertThat(notes.directMap()).contains(new VirtualAddress(0xffff888000000000L));
  }

  @Test
  void kernelTextBeyondAllAddressesIsNone() throws Exception {
    host.tree()
        .put(
            "/proc/iomem",
            """
            ffffffffc0000000-fffffffffffeffff : System RAM
              ffffffffc0000000-ffffffffc0ffffff : Kernel code
            """);
    host.tree().kcore(new long[] {0xffffffff81000000L, 0x2000000, 0x7e000000});
    assertThat(machine.crashNotes().kernelText()).isEmpty();
  }

  @Test
  void withoutKcoreThereAreNoVirtualAddresses() throws Exception {
    CrashNotes notes = machine.crashNotes();
    assertThat(notes.kernel()).hasSize(2);
    assertThat(notes.kernelText()).isEmpty();
    assertThat(notes.directMap()).isEmpty();
  }

  @Test
  void theParametersOfTheRunningKernel() {
    byte[] parameters = LinuxPlans.bytes(1, 4096);
    putRsdp(parameters, 0x7fe0014);
    host.tree().put("/sys/kernel/boot_params/data", parameters);
    PlatformData data = machine.platformData();
    assertThat(data.item(PlatformData.BOOT_PARAMS)).contains(parameters);
    assertThat(data.item(PlatformData.ACPI_RSDP)).contains(littleEndian(0x7fe0014));
  }

  @Test
  void aPlanThatFilesCanLoad() throws Exception {
    assertThat(check(plan(Slot.DEFAULT, FILES))).isEmpty();
    assertThat(check(longLine(Slot.DEFAULT, 2046, FILES))).isEmpty();
    assertThat(check(longLine(Slot.CRASH, 2016, FILES))).isEmpty();
  }

  @Test
  void aPlanWithoutFilesIsNotCheckedForThem() throws Exception {
    assertThat(check(longLine(Slot.DEFAULT, 2047, SEGMENTS))).isEmpty();
  }

  @Test
  void linesThatAreTooLongForFiles() throws Exception {
    assertThat(check(longLine(Slot.DEFAULT, 2047, FILES)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.code()).isEqualTo("files-command-line");
              assertThat(finding.message()).contains("2047 bytes").contains("2046 at most");
            });
    assertThat(check(longLine(Slot.CRASH, 2017, FILES)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("2016 at most"));
    assertThat(check(longLine(Slot.DEFAULT, 2047, SEGMENTS, FILES)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.INFO));
  }

  @Test
  void aKernelThatKnowsFourLevelsOfPageTablesOnly() throws Exception {
    assertThat(check(entered(4))).isEmpty();
    host.tree().put("/proc/cpuinfo", "flags\t\t: fpu la57\n");
    assertThat(check(entered(4)))
        .extracting(Finding::code)
        .containsExactly("kernel-four-level-paging");
    assertThat(check(entered(5))).isEmpty();
    assertThat(check(plan(Slot.DEFAULT, SEGMENTS))).isEmpty();
  }

  private Plan entered(int levels) throws Exception {
    Plan plan = plan(Slot.DEFAULT, SEGMENTS);
    KernelFacts facts =
        new KernelFacts(
            "bzImage",
            Architecture.X86_64,
            Optional.empty(),
            2047,
            OptionalInt.of(levels),
            Map.of());
    return plan.toBuilder().kernel(plan.kernelPath(), plan.kernelBytes(), facts).build();
  }

  @Test
  void formatsThatFilesCannotHave() throws Exception {
    Plan plan = plan(Slot.DEFAULT, FILES);
    KernelFacts elf = new KernelFacts("ELF", Architecture.X86_64, Optional.empty(), 2047, Map.of());
    assertThat(check(plan.toBuilder().kernel(plan.kernelPath(), plan.kernelBytes(), elf).build()))
        .extracting(Finding::code)
        .containsExactly("files-format");
  }

  @Test
  void modulesThatFilesDoNotHandOver() throws Exception {
    Plan plan = plan(Slot.DEFAULT, FILES);
    Segment module =
        LinuxPlans.segment(
            SegmentRole.MODULE, 0x3000000, 4096, SegmentData.ofBytes(new byte[] {1}));
    List<Segment> more = Stream.concat(plan.segments().stream(), Stream.of(module)).toList();
    assertThat(check(plan.toBuilder().segments(more).build()))
        .extracting(Finding::code)
        .containsExactly("files-modules");
  }

  private List<Finding> check(Plan plan) throws KexecException {
    return machine.check(plan);
  }

  private Plan plan(Slot slot, LoadMethod... methods) throws Exception {
    return new LinuxPlans(directory).plan(slot, 1, methods);
  }

  private Plan checked(Slot slot, LoadMethod... methods) throws Exception {
    return plan(slot, methods).toBuilder().entryCheck(EntryCheck.HALT).build();
  }

  private Plan longLine(Slot slot, int length, LoadMethod... methods) throws Exception {
    return plan(slot, methods).toBuilder().commandLine("x".repeat(length)).build();
  }

  private static void putRsdp(byte[] parameters, long address) {
    ByteBuffer.wrap(parameters).order(ByteOrder.LITTLE_ENDIAN).putLong(0x70, address);
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}

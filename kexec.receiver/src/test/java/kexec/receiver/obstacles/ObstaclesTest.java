package kexec.receiver.obstacles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.receiver.FakeTree;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.host.PolicyReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObstaclesTest {

  private static final String CONFIG = "/boot/config-6.1.0-test";
  private static final String BOTH = "CONFIG_KEXEC=y\nCONFIG_KEXEC_FILE=y\n";
  private static final String RULES = "/sys/kernel/security/ima/policy";
  private static final String LOCKDOWN = "/sys/kernel/security/lockdown";

  @TempDir private Path directory;

  private FakeTree tree;

  @BeforeEach
  void makeAHealthyMachine() {
    tree = new FakeTree(directory);
    status("000001ffffffffff", "000001ffffffffff", 0);
    tree.put("/proc/self/uid_map", "         0          0 4294967295\n");
    tree.put("/proc/sys/kernel/kexec_load_disabled", "0\n");
    tree.put("/proc/sys/kernel/panic_on_oops", "1\n");
    tree.put("/proc/cmdline", "ro crashkernel=256M\n");
    tree.put("/proc/meminfo", "MemTotal: 500000 kB\nMemAvailable: 400000 kB\n");
    tree.put("/sys/kernel/kexec_crash_size", (256L << 20) + "\n");
    tree.put(LOCKDOWN, "[none] integrity confidentiality\n");
    tree.put(CONFIG, BOTH);
  }

  private void status(String effective, String bounding, int seccomp) {
    tree.put(
        "/proc/self/status",
        "CapEff:\t%s\nCapBnd:\t%s\nSeccomp:\t%s\n".formatted(effective, bounding, seccomp));
  }

  private List<Finding> look(Slot slot) {
    return look(slot, KexecArchitecture.X86_64);
  }

  private List<Finding> look(Slot slot, KexecArchitecture architecture) {
    LinuxHost host =
        new LinuxHost(
            tree.root(),
            architecture,
            () -> {
              throw new IllegalStateException("a call is made");
            });
    return new Obstacles(host, new PolicyReader(tree.root())).of(slot);
  }

  private static List<String> codes(Severity severity, List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == severity)
        .map(Finding::code)
        .toList();
  }

  @Test
  void aHealthyMachineHasNoObstacle() {
    for (Slot slot : Slot.values()) {
      assertThat(look(slot)).allMatch(finding -> finding.severity() == Severity.INFO);
    }
    assertThat(codes(Severity.INFO, look(Slot.CRASH)))
        .contains("cap-sys-boot-missing", "kexec-load-disabled", "crash-region", "vmcoreinfo");
    assertThat(codes(Severity.INFO, look(Slot.DEFAULT))).contains("memory", "drivers");
  }

  /** Changes a healthy machine. */
  @FunctionalInterface
  interface Change {
    void apply(ObstaclesTest test);
  }

  private static Change put(String file, String text) {
    return test -> test.tree.put(file, text);
  }

  static Stream<Arguments> errors() {
    String none = "0000000000000000";
    return Stream.of(
        arguments(
            "not root",
            (Change) test -> test.status(none, "000001ffffffffff", 0),
            Slot.DEFAULT,
            "cap-sys-boot-missing"),
        arguments(
            "a container without the capability",
            (Change) test -> test.status(none, none, 2),
            Slot.CRASH,
            "cap-sys-boot-missing"),
        arguments(
            "a user namespace",
            put("/proc/self/uid_map", "0 100000 65536\n"),
            Slot.DEFAULT,
            "user-namespace"),
        arguments(
            "disabled",
            put("/proc/sys/kernel/kexec_load_disabled", "1\n"),
            Slot.CRASH,
            "kexec-load-disabled"),
        arguments(
            "no more default images",
            put("/proc/sys/kernel/kexec_load_limit_reboot", "0\n"),
            Slot.DEFAULT,
            "kexec-load-limit"),
        arguments(
            "no more crash images",
            put("/proc/sys/kernel/kexec_load_limit_panic", "0\n"),
            Slot.CRASH,
            "kexec-load-limit"),
        arguments(
            "neither call",
            put(CONFIG, BOTH.replaceAll("(CONFIG_\\w+)=y", "# $1 is not set")),
            Slot.DEFAULT,
            "kexec-not-built"),
        arguments(
            "no crash region",
            put("/sys/kernel/kexec_crash_size", "0\n"),
            Slot.CRASH,
            "crash-region-missing"),
        arguments(
            "no crash kernels",
            (Change) test -> test.tree.remove("/sys/kernel/kexec_crash_size"),
            Slot.CRASH,
            "crash-region-missing"),
        arguments(
            "hidden addresses",
            put("/proc/iomem", "00000000-00000000 : System RAM\n"),
            Slot.CRASH,
            "crash-region-hidden"),
        arguments(
            "locked, and files cannot be loaded",
            (Change)
                test -> {
                  test.tree.put(LOCKDOWN, "none [integrity] confidentiality\n");
                  test.tree.put(CONFIG, "CONFIG_KEXEC=y\n# CONFIG_KEXEC_FILE is not set\n");
                },
            Slot.DEFAULT,
            "lockdown-kexec-load, kexec-not-built"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void whatPreventsEveryLoad(String name, Change change, Slot slot, String codes) {
    change.apply(this);
    assertThat(String.join(", ", codes(Severity.ERROR, look(slot)))).isEqualTo(codes);
    assertThat(look(slot))
        .filteredOn(Finding::isError)
        .allMatch(error -> error.cure().endsWith("."));
  }

  @Test
  void aLimitIsThatOfItsSlotOnly() {
    tree.put("/proc/sys/kernel/kexec_load_limit_panic", "0\n");
    tree.put("/proc/sys/kernel/kexec_load_limit_reboot", "1\n");
    assertThat(codes(Severity.ERROR, look(Slot.DEFAULT))).isEmpty();
  }

  static Stream<Arguments> warnings() {
    return Stream.of(
        arguments(
            "locked",
            put(LOCKDOWN, "none [integrity] confidentiality\n"),
            Slot.DEFAULT,
            List.of("lockdown-kexec-load", "lockdown-signature")),
        arguments(
            "IMA",
            (Change)
                test -> {
                  test.tree.put("/proc/cmdline", "ima_policy=secure_boot\n");
                  test.tree.put(CONFIG, BOTH + "CONFIG_IMA_APPRAISE=y\n");
                },
            Slot.DEFAULT,
            List.of("ima-appraisal")),
        arguments(
            "IMA's rules",
            put(RULES, "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig \n"),
            Slot.CRASH,
            List.of("ima-appraisal", "ima-appraisal")),
        arguments(
            "IMA's rules, which this kernel does not show",
            put("/sys/kernel/security/ima/violations", "0\n"),
            Slot.DEFAULT,
            List.of("ima-appraisal")),
        arguments(
            "IMA's rules are for some kernels",
            put(RULES, "appraise func=KEXEC_KERNEL_CHECK fowner=0 \n"),
            Slot.DEFAULT,
            List.of("ima-appraisal")),
        arguments(
            "IMA's rules, which are too long to be read",
            put(RULES, "appraise func=KEXEC_KERNEL_CHECK\n".repeat(40_000)),
            Slot.DEFAULT,
            List.of()),
        arguments(
            "IMA only logs",
            (Change)
                test -> {
                  test.tree.put(RULES, "appraise func=KEXEC_KERNEL_CHECK\n");
                  test.tree.put("/proc/cmdline", "ima_appraise=log crashkernel=256M\n");
                },
            Slot.DEFAULT,
            List.of()),
        arguments(
            "IMA only logs by rules that this kernel does not show",
            (Change)
                test -> {
                  test.tree.put("/sys/kernel/security/ima/violations", "0\n");
                  test.tree.put("/proc/cmdline", "ima_appraise=log crashkernel=256M\n");
                },
            Slot.DEFAULT,
            List.of()),
        arguments(
            "a filter that may be for other calls",
            (Change) test -> test.status("000001ffffffffff", "000001ffffffffff", 2),
            Slot.DEFAULT,
            List.of("call-filtered")),
        arguments(
            "lockdown not shown",
            (Change) test -> test.tree.remove(LOCKDOWN),
            Slot.DEFAULT,
            List.of("lockdown-kexec-load")),
        arguments(
            "privileges not shown",
            (Change) test -> test.tree.remove("/proc/self/status"),
            Slot.DEFAULT,
            List.of("cap-sys-boot-missing", "call-filtered")),
        arguments(
            "little memory",
            put("/proc/meminfo", "MemTotal: 500000 kB\nMemAvailable: 90000 kB\n"),
            Slot.DEFAULT,
            List.of("memory-short")),
        arguments(
            "unaccepted memory",
            put(
                "/proc/meminfo",
                "MemTotal: 500000 kB\nMemAvailable: 400000 kB\nUnaccepted: 4096 kB\n"),
            Slot.DEFAULT,
            List.of("memory-unaccepted")),
        arguments(
            "memory not told",
            (Change) test -> test.tree.put("/proc/meminfo", "MemTotal: -1 kB\n"),
            Slot.DEFAULT,
            List.of("file-malformed")),
        arguments(
            "a small crash region",
            put("/sys/kernel/kexec_crash_size", (64L << 20) + "\n"),
            Slot.CRASH,
            List.of("crash-region-small")),
        arguments(
            "no vmcoreinfo",
            (Change) test -> test.tree.remove("/sys/kernel/vmcoreinfo"),
            Slot.CRASH,
            List.of("vmcoreinfo-missing")),
        arguments(
            "CMA that was not reserved",
            put("/proc/cmdline", "crashkernel=256M crashkernel=64M,cma\n"),
            Slot.CRASH,
            List.of("crash-cma-unknown")),
        arguments(
            "a controller that cannot be reset",
            put("/sys/class/scsi_host/host0/resettable", "0\n"),
            Slot.CRASH,
            List.of("controller-not-resettable")),
        arguments(
            "a watchdog",
            put("/sys/class/watchdog/watchdog0/state", "active\n"),
            Slot.CRASH,
            List.of("watchdog")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("warnings")
  void whatMayGoWrongOrCannotBeTold(String name, Change change, Slot slot, List<String> codes) {
    change.apply(this);
    assertThat(codes(Severity.ERROR, look(slot))).isEmpty();
    assertThat(codes(Severity.WARNING, look(slot))).isEqualTo(codes);
    assertThat(look(slot))
        .filteredOn(finding -> finding.severity() == Severity.WARNING)
        .noneMatch(warning -> warning.cure().isBlank());
  }

  @Test
  void anInitrdThatIsAppraisedIsWorthKnowing() {
    tree.put(RULES, "appraise func=KEXEC_INITRAMFS_CHECK appraise_type=imasig \n");
    assertThat(codes(Severity.WARNING, look(Slot.DEFAULT))).isEmpty();
    assertThat(look(Slot.DEFAULT))
        .filteredOn(finding -> finding.code().equals("ima-appraisal"))
        .singleElement()
        .satisfies(info -> assertThat(info.message()).contains("the initrd's file"));
  }

  @Test
  void aLimitThatIsUsedUpDoesNotHideLockdown() {
    tree.put("/proc/sys/kernel/kexec_load_limit_reboot", "0\n");
    tree.put(LOCKDOWN, "none [integrity] confidentiality\n");
    assertThat(codes(Severity.ERROR, look(Slot.DEFAULT))).containsExactly("kexec-load-limit");
    assertThat(codes(Severity.WARNING, look(Slot.DEFAULT)))
        .containsExactly("lockdown-kexec-load", "lockdown-signature");
  }

  @Test
  void aReservationThatFailedIsTold() {
    tree.put("/sys/kernel/kexec_crash_size", "0\n");
    assertThat(look(Slot.CRASH))
        .filteredOn(Finding::isError)
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.message())
                  .contains("although the command line has crashkernel=256M");
              assertThat(error.cure()).contains("dmesg");
            });
    tree.put("/proc/cmdline", "ro\n");
    assertThat(look(Slot.CRASH, KexecArchitecture.ARM64))
        .filteredOn(Finding::isError)
        .singleElement()
        .satisfies(error -> assertThat(error.cure()).contains("crashkernel=2G-4G:256M"));
  }

  @Test
  void aDriverCountsOnlyWithADevice() throws Exception {
    tree.put("/sys/bus/pci/drivers/i915/module", "");
    assertThat(codes(Severity.WARNING, look(Slot.DEFAULT))).isEmpty();
    Path device = tree.path("/sys/bus/pci/devices/0000:00:02.0");
    Files.createDirectories(device);
    Files.createSymbolicLink(device.resolve("driver"), Path.of("../../drivers/i915"));
    assertThat(codes(Severity.WARNING, look(Slot.DEFAULT)))
        .containsExactly("driver-may-not-survive");
  }

  @Test
  void aSystemThatShowsNothingIsExplainedByWarnings() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    LinuxHost host =
        new LinuxHost(
            new LinuxRoot(empty),
            KexecArchitecture.X86_64,
            () -> {
              throw new IllegalStateException("a call is made");
            });
    assertThat(new Obstacles(host, new PolicyReader(host.root())).of(Slot.DEFAULT))
        .noneMatch(Finding::isError)
        .extracting(Finding::code)
        .contains("cap-sys-boot-missing", "kexec-not-built", "file-absent");
  }
}

package kexec.receiver.diagnosis;

import static kexec.receiver.diagnosis.FakeSystem.files;
import static kexec.receiver.diagnosis.FakeSystem.load;
import static kexec.receiver.diagnosis.FakeSystem.reboot;
import static kexec.receiver.diagnosis.FakeSystem.segment;
import static kexec.receiver.diagnosis.FakeSystem.segments;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.MachineAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCall;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.host.KexecArchitecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {

  private static final long CRASH = 1;
  private static final long FILE_CRASH = 2;
  private static final long FILE_UNLOAD = 1;
  private static final long NO_BOOT = ~(1L << 22);
  private static final String LOCKDOWN = "/sys/kernel/security/lockdown";
  private static final String DISABLED = "/proc/sys/kernel/kexec_load_disabled";
  private static final String CRASH_SIZE = "/sys/kernel/kexec_crash_size";
  private static final String LIMIT = "/proc/sys/kernel/kexec_load_limit_";

  private static final KexecLoad GOOD = load(0, segment(0x1000000, 0x1000));
  private static final KexecLoad GOOD_CRASH = load(CRASH, segment(0x17000000, 0x1000));
  private static final KexecLoad UNLOAD = KexecLoad.unload(FakeSystem.X86_64);

  @TempDir private Path path;
  private FakeSystem system;

  @BeforeEach
  void start() throws IOException {
    system = new FakeSystem(path);
  }

  /** Changes the machine before a call fails on it. */
  private interface Change {
    void on(FakeSystem system) throws IOException;
  }

  private static Arguments row(
      String name, Change change, SystemCall call, Errno errno, String code) {
    return Arguments.of(name, change, call, errno, code);
  }

  private static Arguments row(String name, SystemCall call, Errno errno, String code) {
    return row(name, system -> {}, call, errno, code);
  }

  static Stream<Arguments> refusedPermissions() {
    Change noBoot = s -> s.capabilities(NO_BOOT, -1, 0);
    Change neverBoot = s -> s.capabilities(NO_BOOT, NO_BOOT, 0);
    Change container = s -> s.write("/proc/self/uid_map", "0 100000 65536\n");
    Change disabled = s -> s.write(DISABLED, "1\n");
    Change integrity = s -> s.write(LOCKDOWN, "none [integrity] confidentiality\n");
    Change used = s -> s.write(LIMIT + "reboot", "0\n");
    Change usedCrash = s -> s.write(LIMIT + "panic", "0\n");
    Change lockedAndUsed =
        s -> {
          integrity.on(s);
          used.on(s);
        };
    return Stream.of(
        row("no CAP_SYS_BOOT", noBoot, GOOD, Errno.EPERM, "cap-sys-boot-missing"),
        row("no CAP_SYS_BOOT, files", noBoot, files(0), Errno.EPERM, "cap-sys-boot-missing"),
        row("no CAP_SYS_BOOT, unload", noBoot, UNLOAD, Errno.EPERM, "cap-sys-boot-missing"),
        row("no CAP_SYS_BOOT, reboot", noBoot, reboot(), Errno.EPERM, "cap-sys-boot-missing"),
        row("never CAP_SYS_BOOT", neverBoot, GOOD, Errno.EPERM, "cap-sys-boot-missing"),
        row("a container's root", container, GOOD, Errno.EPERM, "user-namespace"),
        row("load disabled", disabled, GOOD, Errno.EPERM, "kexec-load-disabled"),
        row("load disabled, files", disabled, files(0), Errno.EPERM, "kexec-load-disabled"),
        row("load disabled, unload", disabled, UNLOAD, Errno.EPERM, "kexec-load-disabled"),
        row("limit used up", used, GOOD, Errno.EPERM, "kexec-load-limit"),
        row("crash limit used up", usedCrash, GOOD_CRASH, Errno.EPERM, "kexec-load-limit"),
        row("lockdown", integrity, GOOD, Errno.EPERM, "lockdown-kexec-load"),
        row("lockdown, unload", integrity, UNLOAD, Errno.EPERM, "lockdown-kexec-load"),
        row("lockdown, files", integrity, files(0), Errno.EPERM, "lockdown-signature"),
        row("mlock", new OtherCall("mlock", "length=1"), Errno.EPERM, "system-call-failed"),
        row("locked, counted", lockedAndUsed, GOOD, Errno.EPERM, "lockdown-kexec-load"));
  }

  static Stream<Arguments> refusedPlaces() {
    Change noRegion = s -> s.write(CRASH_SIZE, "0\n");
    Change hidden = s -> s.write("/proc/iomem", "00000000-00000000 : System RAM\n");
    KexecLoad outside = load(CRASH, segment(0x16fff000, 0x2000));
    KexecLoad entry = new KexecLoad(new MachineAddress(0x1000), GOOD_CRASH.segments(), CRASH);
    return Stream.of(
        row(
            "unaligned start",
            load(0, segment(0x1000010, 0x1000)),
            Errno.EADDRNOTAVAIL,
            "segment-not-aligned"),
        row(
            "unaligned size",
            load(0, segment(0x1000000, 0x1010)),
            Errno.EADDRNOTAVAIL,
            "segment-not-aligned"),
        row(
            "absurd address",
            load(0, segment(0x700000000000L, 0x1000)),
            Errno.EADDRNOTAVAIL,
            "segment-beyond-limit"),
        row(
            "negative address",
            load(0, segment(0xfffff00000000000L, 0x1000)),
            Errno.EADDRNOTAVAIL,
            "segment-beyond-limit"),
        row(
            "wrapping size",
            load(0, segment(0x1000000, -0x1000)),
            Errno.EADDRNOTAVAIL,
            "segment-beyond-limit"),
        row("outside", outside, Errno.EADDRNOTAVAIL, "segment-outside-crash-region"),
        row("hidden", hidden, outside, Errno.EADDRNOTAVAIL, "segment-outside-crash-region"),
        row("entry outside", entry, Errno.EADDRNOTAVAIL, "crash-entry-outside"),
        row("no region", noRegion, GOOD_CRASH, Errno.EADDRNOTAVAIL, "crash-region-missing"),
        row(
            "no region, files",
            noRegion,
            files(FILE_CRASH),
            Errno.EADDRNOTAVAIL,
            "crash-region-missing"),
        row("no room, files", files(FILE_CRASH), Errno.EADDRNOTAVAIL, "no-room"),
        row("no hole, files", files(0), Errno.EADDRNOTAVAIL, "no-room"));
  }

  static Stream<Arguments> refusedArguments() {
    KexecSegment full =
        new KexecSegment(segment(0, 0).buf(), 0x1001, new MachineAddress(0x1000000), 0x1000);
    KexecLoad arm = new KexecLoad(new MachineAddress(0), GOOD.segments(), 183L << 16);
    KexecLoad i386 = new KexecLoad(new MachineAddress(0), GOOD.segments(), 3L << 16);
    KexecLoad tooMuch = load(0, segment(0x1000000, 0xa000000), segment(0xb000000, 0x1000000));
    KexecFileLoad longLine = new KexecFileLoad(7, 8, Optional.of("x".repeat(2048)), 0);
    Change empty = s -> s.descriptor(FakeSystem.KERNEL, new byte[0]);
    Change emptyInitrd = s -> s.descriptor(FakeSystem.INITRD, new byte[0]);
    Change directory =
        s -> {
          s.remove("/proc/self/fd/7");
          Files.createDirectory(s.root().resolve("/proc/self/fd/7"));
        };
    Change noHotplug = s -> s.config("CRASH_HOTPLUG=n");
    return Stream.of(
        row("unknown flag", load(0x100, segment(0x1000000, 0x1000)), Errno.EINVAL, "kexec-flags"),
        row("kept context", load(2, segment(0x1000000, 0x1000)), Errno.EINVAL, "kexec-flags"),
        row(
            "hotplug",
            noHotplug,
            load(5, segment(0x17000000, 0x1000)),
            Errno.EINVAL,
            "kexec-flags"),
        row("arm64", arm, Errno.EINVAL, "kexec-architecture"),
        row("i386", i386, Errno.EINVAL, "kexec-architecture"),
        row("17 segments", segments(17), Errno.EINVAL, "too-many-segments"),
        row(
            "overlap",
            load(0, segment(0x1001000, 0x1000), segment(0x1000000, 0x2000)),
            Errno.EINVAL,
            "segments-overlap"),
        row("bufsz above memsz", load(0, full), Errno.EINVAL, "segment-too-long"),
        row(
            "half of RAM",
            load(0, segment(0x1000000, 300L << 20)),
            Errno.EINVAL,
            "image-too-large"),
        row("half of RAM in all", tooMuch, Errno.EINVAL, "image-too-large"),
        row("unknown file flag", files(0x100), Errno.EINVAL, "kexec-flags"),
        row("empty kernel", empty, files(0), Errno.EINVAL, "file-empty"),
        row("empty initrd", emptyInitrd, files(0), Errno.EINVAL, "file-empty"),
        row("directory", directory, files(0), Errno.EINVAL, "file-is-directory"),
        row("long line", longLine, Errno.EINVAL, "command-line-too-long"),
        row("reboot, nothing loaded", reboot(), Errno.EINVAL, "nothing-loaded"),
        row(
            "reboot in a container",
            s -> s.write("/sys/kernel/kexec_loaded", "1\n"),
            reboot(),
            Errno.EINVAL,
            "pid-namespace"));
  }

  static Stream<Arguments> refusedFiles() {
    Change old =
        s -> {
          byte[] image = FakeSystem.bzImage();
          image[0x206] = 0x0b;
          s.descriptor(FakeSystem.KERNEL, image);
        };
    byte[] gzip = new byte[4096];
    gzip[0] = 0x1f;
    gzip[1] = (byte) 0x8b;
    byte[] elf = new byte[4096];
    ByteBuffer.wrap(elf).putInt(0x7f454c46);
    return Stream.of(
        row("text", kernel(new byte[50]), files(0), Errno.ENOEXEC, "kernel-format"),
        row("gzip", kernel(gzip), files(0), Errno.ENOEXEC, "kernel-format"),
        row("ELF", kernel(elf), files(0), Errno.ENOEXEC, "kernel-format"),
        row("old protocol", old, files(0), Errno.ENOEXEC, "kernel-format"),
        row("no 64 bits", files(0), Errno.ENOEXEC, "kernel-format"),
        row("HdrS broken", kernel(new byte[4096]), files(0), Errno.ENOEXEC, "kernel-format"),
        row("open for writing", files(0), Errno.ETXTBSY, "file-open-for-writing"),
        row("too large", files(0), Errno.EFBIG, "file-too-large"),
        row("a mapped file cut short", GOOD, Errno.EFAULT, "content-unreadable"),
        row("unsigned", files(0), Errno.ENODATA, "signature-missing"),
        row("unknown key", files(0), Errno.ENOKEY, "signature-key-unknown"),
        row("rejected key", files(0), Errno.EKEYREJECTED, "signature-rejected"),
        row("expired key", files(0), Errno.EKEYEXPIRED, "signature-key-expired"),
        row("revoked key", files(0), Errno.EKEYREVOKED, "signature-key-revoked"),
        row("unknown algorithm", files(0), Errno.ENOPKG, "signature-algorithm"),
        row("damaged signature", files(0), Errno.EBADMSG, "signature-malformed"),
        row("no EFI program", files(0), Errno.ELIBBAD, "signature-missing"));
  }

  static Stream<Arguments> refusedOtherwise() {
    Change full = s -> s.write("/proc/meminfo", "MemTotal: 349000 kB\nMemAvailable: 1 kB\n");
    KexecLoad fills = load(CRASH, segment(0x17000000, 0x8000000));
    KexecLoad larger = load(0, segment(0x1000000, 0x100000));
    return Stream.of(
        row("memory", full, larger, Errno.ENOMEM, "memory-short"),
        row("memory, not known", files(0), Errno.ENOMEM, "memory-short"),
        row("crash region", fills, Errno.ENOMEM, "crash-region-full"),
        row("closed descriptor", files(0), Errno.EBADF, "descriptor-closed"),
        row("no reason", GOOD, Errno.EIO, "system-call-failed"),
        row("unload", UNLOAD, Errno.EINVAL, "system-call-failed"),
        row("mmap", new OtherCall("mmap", "length=1"), Errno.EINVAL, "system-call-failed"),
        row("mlock", new OtherCall("mlock", "length=1"), Errno.ENOMEM, "memory-short"));
  }

  static Stream<Arguments> absentCalls() {
    Change none = s -> s.config("KEXEC=n", "KEXEC_FILE=n");
    Change noSegments = s -> s.config("KEXEC=n", "KEXEC_FILE=y");
    Change noFiles = s -> s.config("KEXEC=y", "KEXEC_FILE=n");
    return Stream.of(
        row("kexec_load", noSegments, GOOD, Errno.ENOSYS, "kexec-not-built"),
        row("kexec_file_load", noFiles, files(0), Errno.ENOSYS, "kexec-not-built"),
        row("kexec_load, no kexec at all", none, GOOD, Errno.ENOSYS, "kexec-not-built"),
        row("kexec_file_load, none at all", none, files(0), Errno.ENOSYS, "kexec-not-built"));
  }

  @Test
  void lockdownDoesNotHideALimitThatIsUsedUp() throws Exception {
    system.write(LOCKDOWN, "none [integrity] confidentiality\n").write(LIMIT + "reboot", "0\n");
    for (SystemCall call : new SystemCall[] {GOOD, UNLOAD, files(0)}) {
      Fault both = system.explain(call, Errno.EPERM);
      assertThat(both.code()).startsWith("lockdown-");
      assertThat(both.cause())
          .contains("locked down")
          .contains("; besides, kernel.kexec_load_limit");
      assertThat(both.cure()).contains("Raise the limit");
    }
    system.write(LIMIT + "reboot", "1\n");
    assertThat(system.explain(GOOD, Errno.EPERM).cause()).doesNotContain("besides");
  }

  @Test
  void whereThereIsNoKexecTheOtherCallIsNoCure() throws Exception {
    system.config("KEXEC=n", "KEXEC_FILE=n");
    assertThat(system.explain(files(0), Errno.ENOSYS).cure()).doesNotContain("Load");
    system.config("KEXEC=y", "KEXEC_FILE=n");
    assertThat(system.explain(files(0), Errno.ENOSYS).cure()).contains("kexec_load");
    system.config("KEXEC=n", "KEXEC_FILE=y");
    assertThat(system.explain(GOOD, Errno.ENOSYS).cure()).contains("kexec_file_load");
  }

  private static Change kernel(byte[] content) {
    return s -> s.descriptor(FakeSystem.KERNEL, content);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedPermissions")
  void permissions(String name, Change change, SystemCall call, Errno errno, String code)
      throws Exception {
    assertDiagnosis(change, call, errno, code, NotPermittedException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"refusedPlaces", "refusedOtherwise"})
  void placesAndOthers(String name, Change change, SystemCall call, Errno errno, String code)
      throws Exception {
    assertDiagnosis(change, call, errno, code, KexecException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedArguments")
  void arguments(String name, Change change, SystemCall call, Errno errno, String code)
      throws Exception {
    Class<? extends KexecException> type =
        switch (code) {
          case "file-empty", "file-is-directory" -> BadFileException.class;
          case "pid-namespace" -> NotPermittedException.class;
          default -> KexecException.class;
        };
    assertDiagnosis(change, call, errno, code, type);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedFiles")
  void badFiles(String name, Change change, SystemCall call, Errno errno, String code)
      throws Exception {
    assertDiagnosis(change, call, errno, code, BadFileException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("absentCalls")
  void missing(String name, Change change, SystemCall call, Errno errno, String code)
      throws Exception {
    assertDiagnosis(change, call, errno, code, NoMachineException.class);
  }

  @Test
  void busy() throws Exception {
    assertDiagnosis(s -> {}, GOOD, Errno.EBUSY, "kexec-busy", BusyException.class);
    assertDiagnosis(s -> {}, reboot(), Errno.EBUSY, "kexec-busy", BusyException.class);
  }

  private static final Change SECURE_BOOT =
      s ->
          s.config("KEXEC=y", "KEXEC_FILE=y", "KEXEC_SIG=y", "IMA_ARCH_POLICY=y")
              .write(
                  "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
                  new byte[] {6, 0, 0, 0, 1});

  private static final Change RULE =
      s ->
          s.write(
              "/sys/kernel/security/ima/policy",
              "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig \n");

  private static Change appraised(String line) {
    return s -> s.config("KEXEC=y", "IMA_APPRAISE=y").write("/proc/cmdline", line + "\n");
  }

  static Stream<Arguments> accesses() {
    String shut = "so kexec_load is refused, even to unload";
    return Stream.of(
        Arguments.of("Secure Boot", SECURE_BOOT, GOOD, "Secure Boot is on", "kexec_file_load"),
        Arguments.of(
            "Secure Boot, unload", SECURE_BOOT, UNLOAD, shut, "Unload with kexec_file_load"),
        Arguments.of(
            "Secure Boot and lockdown",
            (Change)
                s -> {
                  SECURE_BOOT.on(s);
                  s.write(LOCKDOWN, "none [integrity] confidentiality\n");
                },
            GOOD,
            "Secure Boot is on",
            "kexec_file_load"),
        Arguments.of(
            "a policy by name",
            appraised("quiet ima_policy=tcb|secure_boot"),
            GOOD,
            "ima_policy=secure_boot",
            "kexec_file_load"),
        Arguments.of(
            "a policy that only logs",
            appraised("ima_policy=secure_boot ima_appraise=log"),
            GOOD,
            "(IMA) wants to see the kernel's file, and kexec_load has none, or a security module",
            "audit log"),
        Arguments.of(
            "a policy by its rules", RULE, GOOD, "func=KEXEC_KERNEL_CHECK", "kexec_file_load"),
        Arguments.of("a policy by its rules, unload", RULE, UNLOAD, shut, "Unload with"),
        Arguments.of(
            "a policy by its rules, files",
            RULE,
            files(0),
            "(IMA, whose rules appraise the kernel's file) does not accept",
            "signature"),
        Arguments.of(
            "nothing is known", (Change) s -> {}, GOOD, "or a security module", "audit log"),
        Arguments.of("files", SECURE_BOOT, files(0), "does not accept", "signature"),
        Arguments.of(
            "unload by files", SECURE_BOOT, KexecFileLoad.unload(0), "security module", "audit"),
        Arguments.of("reboot", SECURE_BOOT, reboot(), "a security module", "audit log"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accesses")
  void accessIsRefused(String name, Change change, SystemCall call, String cause, String cure)
      throws Exception {
    change.on(system);
    Fault fault = system.explain(call, Errno.EACCES);
    boolean image = call instanceof KexecLoad || call.equals(files(0));
    assertThat(fault.code()).isEqualTo(image ? "ima-appraisal" : "security-module");
    assertThat(fault.cause()).contains(cause);
    assertThat(fault.cure()).contains(cure);
    assertWellFormed(fault);
  }

  @Test
  void nobodyIsSentToACallThatIsShut() throws Exception {
    system.descriptor(FakeSystem.KERNEL, new byte[5000]);
    assertThat(system.explain(files(0), Errno.ENOEXEC).cure()).contains("load the segments");
    SECURE_BOOT.on(system);
    assertThat(system.explain(files(0), Errno.ENOEXEC).cure()).doesNotContain("segments");
  }

  @ParameterizedTest
  @EnumSource(names = {"EAGAIN", "ENOMEM", "EOPNOTSUPP", "E2BIG", "ENOENT", "EOVERFLOW", "ENOTTY"})
  void aJumpCanFailWithTheErrorsOfALiveUpdate(Errno errno) throws Exception {
    system.write("/sys/kernel/kexec_loaded", "1\n");
    assertThat(system.explain(reboot(), errno).code()).isEqualTo("system-call-failed");
    system.write("/dev/liveupdate", "");
    Fault fault = system.explain(reboot(), errno);
    assertThat(fault.code()).isEqualTo("live-update-failed");
    assertThat(fault.cure()).contains("dmesg").contains("/dev/liveupdate");
    assertWellFormed(fault);
  }

  @Test
  void errorsThatALiveUpdateSharesNameIt() throws Exception {
    system.write("/dev/liveupdate", "").write("/sys/kernel/kexec_loaded", "1\n");
    assertThat(system.explain(reboot(), Errno.EINVAL).cause()).contains("live update");
    assertThat(system.explain(reboot(), Errno.EBUSY).cause()).contains("live update");
    system.write("/sys/kernel/kexec_loaded", "0\n");
    assertThat(system.explain(reboot(), Errno.EINVAL).code()).isEqualTo("nothing-loaded");
  }

  @Test
  void whatIsRuledOutIsTold() {
    Fault fault = system.explain(GOOD, Errno.EPERM);
    assertThat(fault.code()).isEqualTo("security-module");
    assertThat(fault.cause())
        .contains("CAP_SYS_BOOT is there")
        .contains("kexec_load_disabled is 0")
        .contains("not locked down")
        .contains("no seccomp filter");
  }

  @Test
  void severalPossibleCausesAreListedTheLikeliestFirst() throws Exception {
    system.remove(LOCKDOWN).capabilities(-1, -1, 2);
    Fault fault = system.explain(GOOD, Errno.EPERM);
    assertThat(fault.code()).isEqualTo("not-permitted");
    assertThat(fault.cause())
        .containsSubsequence("locked down", "seccomp filter", "security module", "ruled out");
    assertThat(fault.cure()).contains(" Else: ");
    system.config("SECURITY_LOCKDOWN_LSM=n");
    assertThat(system.explain(GOOD, Errno.EPERM).cause()).contains("the kernel is not locked down");
  }

  @Test
  void aSignedKernelMayStillBeUnloadedUnderLockdown() throws Exception {
    system.write(LOCKDOWN, "none [integrity] confidentiality\n");
    assertThat(system.explain(files(FILE_UNLOAD), Errno.EPERM).code()).isEqualTo("security-module");
    assertThat(system.explain(reboot(), Errno.EPERM).code()).isEqualTo("security-module");
  }

  @Test
  void capabilitiesThatCannotBeHadHaveAnotherCure() throws Exception {
    String cure = system.capabilities(NO_BOOT, -1, 0).explain(GOOD, Errno.EPERM).cure();
    assertThat(cure).contains("Run as root");
    String other = system.capabilities(NO_BOOT, NO_BOOT, 0).explain(GOOD, Errno.EPERM).cure();
    assertThat(other).contains("container");
  }

  @Test
  void aCallThatIsThereButHidden() throws Exception {
    system.capabilities(-1, -1, 2);
    Fault fault = system.explain(GOOD, Errno.ENOSYS);
    assertThat(fault.code()).isEqualTo("call-filtered");
    assertThat(fault.cause()).contains("ruled out: the kernel was built with CONFIG_KEXEC");
  }

  @Test
  void whyASignatureCounts() throws Exception {
    Errno errno = Errno.ENOKEY;
    assertThat(system.explain(files(0), errno).cause()).contains("takes signed ones only");
    system.write(LOCKDOWN, "none integrity [confidentiality]\n");
    assertThat(system.explain(files(0), errno).cause()).contains("(confidentiality)");
    system.write(
        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
        new byte[] {6, 0, 0, 0, 1});
    assertThat(system.explain(files(0), errno).cause()).contains("Secure Boot is on");
    system.config("KEXEC_SIG_FORCE=y");
    assertThat(system.explain(files(0), errno).cause()).contains("CONFIG_KEXEC_SIG_FORCE");
  }

  @Test
  void filesAreNamedByTheirLinks() throws Exception {
    Path kernel = Files.write(path.resolve("vmlinuz"), Arrays.copyOf(new byte[0], 300));
    system.remove("/proc/self/fd/7");
    Files.createSymbolicLink(path.resolve("proc/self/fd/7"), kernel);
    assertThat(system.explain(files(0), Errno.ENOEXEC).cause())
        .isEqualTo(kernel + " has 300 bytes, which is too short for a kernel");
  }

  @Test
  void aShorterLimitOfTheNextKernelCounts() throws Exception {
    byte[] image = FakeSystem.bzImage();
    image[0x238] = 8;
    image[0x239] = 0;
    system.descriptor(FakeSystem.KERNEL, image);
    assertThat(system.explain(files(0), Errno.EINVAL).cause())
        .isEqualTo("the command line has 9 bytes with its end, and 8 are taken");
  }

  /**
   * On a system without any readable state, every error has an explanation and no exception occurs.
   */
  @ParameterizedTest
  @EnumSource(Errno.class)
  void whatCannotBeReadIsNotKnown(Errno errno) throws Exception {
    Diagnosis blind =
        new Diagnosis(new LinuxRoot(path.resolve("nothing")), KexecArchitecture.X86_64);
    for (SystemCall call :
        new SystemCall[] {GOOD, GOOD_CRASH, UNLOAD, files(0), files(FILE_CRASH), reboot()}) {
      assertWellFormed(blind.explain(new FailedCall(call, errno.number())));
    }
    assertThat(blind.explain(new FailedCall(GOOD, 524)).cause()).contains("errno 524");
  }

  private Fault onArm64(SystemCall call, Errno errno) {
    return new Diagnosis(system.root(), KexecArchitecture.ARM64)
        .explain(new FailedCall(call, errno.number()));
  }

  @Test
  void arm64NamesItsOwnFormatAndLimits() throws Exception {
    system.descriptor(FakeSystem.KERNEL, new byte[4096]);
    Fault format = onArm64(files(0), Errno.ENOEXEC);
    assertThat(format.cause()).contains("no arm64 Image");
    assertThat(format.cure()).contains("in the format Image for arm64");
    system.descriptor(FakeSystem.KERNEL, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(onArm64(files(0), Errno.ENOEXEC).cause()).contains("compressed as a whole");
    assertThat(onArm64(GOOD, Errno.EINVAL).code()).isEqualTo("kexec-architecture");
  }

  /** As Debian's kernels for arm64: they show their slots, and have one of the two calls. */
  @Test
  void aKernelThatShowsItsSlotsMayLackOneOfTheCalls() throws Exception {
    system.remove("/boot/config-6.1.0-56-amd64");
    Fault fault = onArm64(files(0), Errno.ENOSYS);
    assertThat(fault.code()).isEqualTo("kexec-not-built");
    assertThat(fault.cause()).contains("CONFIG_KEXEC_FILE").doesNotContain("ruled out: the kernel");
    assertThat(fault.cure()).contains("Load the segments");
  }

  @Test
  void moreIsAddedToAFault() throws Exception {
    SystemCallException e = new SystemCallException(new FailedCall(GOOD, 16));
    KexecException told =
        new Diagnosis(system.root(), KexecArchitecture.X86_64)
            .refusal(
                e, f -> new Fault(f.code(), f.attempted(), f.cause() + "; and more", f.cure()));
    assertThat(told).isInstanceOf(BusyException.class).hasCause(e);
    assertThat(told.fault().cause()).endsWith("; and more");
  }

  private Fault assertDiagnosis(
      Change change,
      SystemCall call,
      Errno errno,
      String code,
      Class<? extends KexecException> type)
      throws Exception {
    change.on(system);
    SystemCallException e = new SystemCallException(new FailedCall(call, errno.number()));
    KexecException told = new Diagnosis(system.root(), KexecArchitecture.X86_64).refusal(e);
    assertThat(told.fault()).isEqualTo(system.explain(call, errno));
    assertThat(told.fault().code()).isEqualTo(code);
    assertThat(told).isExactlyInstanceOf(type).hasCause(e);
    assertWellFormed(told.fault());
    assertThat(told.fault().attempted()).isEqualTo(call.summary() + " = " + errno);
    assertThat(told.fault().attempted().length()).isLessThan(200);
    assertThat(told.getCause()).hasMessage(call + " = " + errno);
    return told.fault();
  }

  private static void assertWellFormed(Fault fault) {
    assertThat(fault.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(fault.cause()).isNotBlank().doesNotEndWith(".").doesNotContain("ruled out: )");
    assertThat(fault.cure()).matches("(?s)[A-Z].*\\.");
  }
}

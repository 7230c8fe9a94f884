package kexec.rehearse.internal.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LikelyCauseTest {

  private static final long IDLE = 0x246;
  private static final long INTERRUPTS_OFF = 0x46;

  @ParameterizedTest
  @CsvSource({
    "root-missing,        rehearsal-root-missing,     Cannot open root device",
    "init-exited,         rehearsal-init-died,        with the status 7:",
    "init-foreign,        rehearsal-init-missing,     one for another processor",
    "init-without-loader, rehearsal-init-missing,     is not there",
    "initrd-truncated,    rehearsal-initrd-damaged,   read error",
    "initrd-garbage,      rehearsal-initrd-damaged,   invalid magic",
    "initrd-flipped,      rehearsal-initrd-damaged,   junk within compressed archive",
    "initrd-does-not-fit, rehearsal-memory-too-small, write error",
    "memory-deadlocked,   rehearsal-memory-too-small, no killable processes",
    "memory-exhausted,    rehearsal-memory-too-small, Out of memory: Killed process",
    "kernel-damaged,      rehearsal-kernel-damaged,   Decoding failed",
    "processor-of-32-bits, rehearsal-processor-lacks, only detected an i686 CPU",
    "init-illegal,        rehearsal-processor-lacks,  trap invalid opcode",
    "vmcore-missing,      rehearsal-vmcore-missing,   Kdump: vmcore not initialized",
    "powered-off,         rehearsal-powered-off,      initrd"
  })
  void whatRealGuestsSaidNamesTheFirstCause(String guest, String code, String text)
      throws Exception {
    List<String> console = SeenGuests.console(guest);
    List<Finding> findings =
        LikelyCause.of(SeenGuests.ended(Rung.INITRD, GuestEnding.POWER_OFF, console));
    assertThat(findings.get(0).code()).isEqualTo(code);
    assertThat(findings.get(0).message()).contains(text).doesNotContain("[    ");
    assertThat(findings).allMatch(Finding::isError);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[    1.3] rootfs image is not initramfs (no cpio magic); looks like an initrd | rehearsal-initrd-damaged",
        "[    0.0] Kernel panic - not syncing: alloc_low_pages: can not alloc memory | rehearsal-memory-too-small",
        "[    0.1] Kernel panic - not syncing: IO-APIC + timer doesn't work!  Boot with apic=debug | rehearsal-host-busy",
        "[    9.1] Kernel panic - not syncing: System is deadlocked on memory | rehearsal-memory-too-small",
        "[    0.0] Kernel panic - not syncing: memblock_alloc_or_panic: Failed to allocate 64 bytes | rehearsal-memory-too-small",
        "XZ-compressed data is corrupt | rehearsal-kernel-damaged",
        "jkexec: initrd [0x1000, 0x2000): content is not what was loaded | rehearsal-segment-overwritten",
        "jkexec: kernel [0x1000, 0x4000): zero fill is not zero at 0x3000 | rehearsal-segment-overwritten",
        " -- System halted | rehearsal-kernel-damaged",
        "Out of memory while allocating output buffer | rehearsal-memory-too-small",
        "This kernel requires the following features not present on the CPU: | rehearsal-processor-lacks",
        "Fatal glibc error: CPU does not support x86-64-v3 | rehearsal-processor-lacks",
        "Error: unrecognized/unsupported processor variant (0x410fc073). | rehearsal-processor-lacks",
        "ALERT!  UUID=0b1c does not exist.  Dropping to a shell! | rehearsal-root-missing",
        "Gave up waiting for root file system device.  Common problems: | rehearsal-root-missing",
        "dracut-initqueue[301]: Warning: \"/dev/disk/by-uuid/0b1c\" does not exist | rehearsal-root-missing",
        "dracut Warning: Could not boot. | rehearsal-root-missing",
        "[    2.1] Kernel panic - not syncing: Requested init /x failed (error -2). | rehearsal-init-missing",
        "[    2.1] Kernel panic - not syncing: No working init found. | rehearsal-init-missing",
        "[    0.2] Kernel panic - not syncing: stack-protector: Kernel stack is corrupted | rehearsal-kernel-panic",
        "[    0.2][    T0] BUG: unable to handle page fault for address: 00000000ffffdead | rehearsal-kernel-oops",
        "[    0.2] Unable to handle kernel NULL pointer dereference at virtual address 0 | rehearsal-kernel-oops",
        "(XEN) Panic on CPU 0: | rehearsal-hypervisor-panic",
        "(XEN) Xen BUG at pci.c:12 | rehearsal-hypervisor-panic",
        "(XEN) Hardware Dom0 crashed: rebooting machine in 5 seconds. | rehearsal-first-domain-crashed",
        "(XEN) Domain 0 (vcpu#0) crashed on cpu#0: | rehearsal-first-domain-crashed"
      })
  void knownLinesHaveAMeaning(String line, String code) {
    List<Finding> findings =
        LikelyCause.of(SeenGuests.ended(Rung.VERSION, GuestEnding.RESET, List.of("a", line, "b")));
    assertThat(findings).singleElement().extracting(Finding::code).isEqualTo(code);
    assertThat(findings.get(0).cure()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "00000b00, the status 11",
    "00007f00, was not found",
    "00007e00, could not be executed",
    "00000009, SIGKILL",
    "0000008b, SIGSEGV",
    "00000020, the signal 32",
    "ffffffff, the signal 127"
  })
  void theEndOfInitIsExplained(String status, String text) {
    String line = "Kernel panic - not syncing: Attempted to kill init! exitcode=0x" + status;
    List<Finding> findings =
        LikelyCause.of(SeenGuests.ended(Rung.INIT, GuestEnding.RESET, List.of(line)));
    assertThat(findings.get(0).message()).contains(text);
  }

  @Test
  void theLogInMemoryCountsWhereTheConsoleIsSilent() {
    Plan plan = SeenGuests.plan(Architecture.X86_64, "quiet");
    Observed observed =
        new Observed(
            plan,
            Rung.VERSION,
            GuestEnding.TIMEOUT,
            Observed.Processor.UNKNOWN,
            List.of(),
            List.of(),
            List.of("Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block"));
    assertThat(LikelyCause.of(observed))
        .extracting(Finding::code, Finding::isError)
        .containsExactly(
            tuple("rehearsal-root-missing", true), tuple("rehearsal-console-missing", false));
  }

  @ParameterizedTest
  @CsvSource({
    "console=ttyS0, true",
    "console=ttyAMA0 quiet, true",
    "'console=tty0 console=ttyS0,115200n8', true",
    "'console=hvc0', true",
    "earlyprintk=ttyS0, true",
    "earlyprintk=serial, true",
    "earlycon, true",
    "'earlycon=uart8250,io,0x3f8', true",
    "quiet, false",
    "'', false",
    "console=tty0, false",
    "console=tty1, false",
    "console=null, false",
    "console=, false",
    "earlyprintk=vga, false",
    "netconsole=ttyS0, false",
    "-- console=ttyS0, false"
  })
  void whetherTheCommandLineNamesAConsole(String commandLine, boolean named) {
    assertThat(ConsoleWords.areIn(commandLine)).isEqualTo(named);
  }

  @Test
  void contentThatIsNotThePlannedOneComesFirst() throws Exception {
    Plan plan = SeenGuests.plan(Architecture.X86_64, "console=ttyS0");
    Observed observed =
        new Observed(
            plan,
            Rung.VERSION,
            GuestEnding.RESET,
            Observed.Processor.UNKNOWN,
            plan.segments(),
            SeenGuests.console("initrd-flipped"),
            List.of());
    assertThat(LikelyCause.of(observed))
        .extracting(Finding::code)
        .containsExactly(
            "rehearsal-segment-overwritten",
            "rehearsal-initrd-overwritten",
            "rehearsal-initrd-damaged",
            "rehearsal-processor-lacks",
            "rehearsal-init-died");
  }

  @ParameterizedTest
  @CsvSource({
    "62f17c4858c0,       rehearsal-processor-lacks",
    "c5fc58c0,           rehearsal-processor-lacks",
    "f3c5fa10,           rehearsal-processor-lacks",
    "0f0b,               rehearsal-triple-fault",
    "488b00c5fc,         rehearsal-triple-fault",
    "'',                 rehearsal-triple-fault"
  })
  void aResetWithoutAWordIsExplainedByTheInstruction(String code, String finding) {
    Observed observed =
        SeenGuests.standing(
            Architecture.X86_64,
            Rung.RUNNING,
            GuestEnding.RESET,
            SeenGuests.at(0xffff_ffff_8100_0000L, false, IDLE, code));
    assertThat(first(observed)).isEqualTo(finding);
  }

  @Test
  void theSameBytesAreOtherInstructionsElsewhere() {
    Observed.Processor processor = SeenGuests.at(SeenGuests.KERNEL, false, IDLE, "c5fc58c0");
    assertThat(
            first(
                SeenGuests.standing(Architecture.I386, Rung.ENTERED, GuestEnding.RESET, processor)))
        .isEqualTo("rehearsal-triple-fault");
    assertThat(
            first(
                SeenGuests.standing(
                    Architecture.ARM64, Rung.ENTERED, GuestEnding.RESET, processor)))
        .isEqualTo("rehearsal-reset");
  }

  @ParameterizedTest
  @CsvSource({
    "0x1000000,          ENTERED, rehearsal-timeout",
    "0x10fffff,          ENTERED, rehearsal-timeout",
    "0x1100000,          ENTERED, rehearsal-wild-jump",
    "0x0,                JUMPED,  rehearsal-wild-jump",
    "0x1100000,          RUNNING, rehearsal-timeout",
    "0xffffffff81000000, ENTERED, rehearsal-timeout"
  })
  void aProcessorOutsideTheImageHasJumpedWildly(String rip, Rung rung, String code) {
    Observed.Processor processor =
        SeenGuests.at(Long.parseUnsignedLong(rip.substring(2), 16), false, IDLE, "");
    assertThat(
            first(SeenGuests.standing(Architecture.X86_64, rung, GuestEnding.TIMEOUT, processor)))
        .isEqualTo(code);
  }

  @Test
  void theUpperHalfOf32BitsIsTheKernelsOwn() {
    Observed.Processor high = SeenGuests.at(0xc010_0000L, false, IDLE, "");
    Observed.Processor low = SeenGuests.at(0x4010_0000L, false, IDLE, "");
    assertThat(
            first(SeenGuests.standing(Architecture.I386, Rung.ENTERED, GuestEnding.TIMEOUT, high)))
        .isEqualTo("rehearsal-timeout");
    assertThat(
            first(SeenGuests.standing(Architecture.I386, Rung.ENTERED, GuestEnding.TIMEOUT, low)))
        .isEqualTo("rehearsal-wild-jump");
  }

  @ParameterizedTest
  @CsvSource({
    "true,  0x46,  ENTERED, too old",
    "true,  0x46,  INITRD,  nothing will wake it.",
    "true,  0x246, ENTERED, time was over",
    "false, 0x46,  ENTERED, time was over"
  })
  void aProcessorThatWaitsWithInterruptsOffIsStuck(
      boolean halted, String flags, Rung rung, String text) {
    Observed.Processor processor = SeenGuests.at(SeenGuests.KERNEL, halted, Long.decode(flags), "");
    Observed observed =
        SeenGuests.standing(Architecture.X86_64, rung, GuestEnding.TIMEOUT, processor);
    assertThat(LikelyCause.of(observed)).singleElement().asString().contains(text);
  }

  @Test
  void aPanicExplainsAProcessorThatIsStuck() {
    Observed observed =
        new Observed(
            SeenGuests.plan(Architecture.X86_64, "console=ttyS0"),
            Rung.VERSION,
            GuestEnding.TIMEOUT,
            SeenGuests.at(SeenGuests.KERNEL, true, INTERRUPTS_OFF, ""),
            List.of(),
            List.of("Kernel panic - not syncing: stack-protector: Kernel stack is corrupted"),
            List.of());
    assertThat(first(observed)).isEqualTo("rehearsal-kernel-panic");
  }

  @ParameterizedTest
  @EnumSource(GuestEnding.class)
  void eachEndingIsAnErrorWithACure(GuestEnding ending) {
    Observed observed =
        SeenGuests.standing(Architecture.ARM64, Rung.VERSION, ending, Observed.Processor.UNKNOWN);
    assertThat(LikelyCause.of(observed))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isError()).isTrue();
              assertThat(finding.cure()).isNotEmpty();
              assertThat(finding.code()).startsWith("rehearsal-");
            });
  }

  @Test
  void aResetBeforeTheJumpIsTheProcessors() {
    Observed.Processor processor = SeenGuests.at(0x10_0000, false, IDLE, "0f20");
    Observed reset =
        SeenGuests.standing(Architecture.X86_64, Rung.NONE, GuestEnding.RESET, processor);
    assertThat(first(reset)).isEqualTo("rehearsal-processor-lacks");
  }

  @Test
  void aProcessorThatHaltsAsksForItsReset() {
    Observed.Processor processor = SeenGuests.at(SeenGuests.KERNEL, true, INTERRUPTS_OFF, "");
    Observed reset =
        SeenGuests.standing(Architecture.X86_64, Rung.ENTERED, GuestEnding.RESET, processor);
    assertThat(first(reset)).isEqualTo("rehearsal-reset");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[    1.2] RIP: 0010:unpack_to_rootfs+0xd3/0x2b1 | rehearsal-initrd-damaged",
        "[    1.2] pc : unpack_to_rootfs+0x10c/0x2b8 | rehearsal-initrd-damaged",
        "[    1.2] PC is at unpack_to_rootfs+0x10c/0x2b8 | rehearsal-initrd-damaged",
        "[    1.2] Initramfs unpacking failed: XZ-compressed data is corrupt | rehearsal-initrd-damaged",
        "[    1.2] RIP: 0010:do_one_initcall+0xd3/0x2b1 | rehearsal-kernel-oops"
      })
  void whereAFaultIsMayNameItsCause(String line, String code) {
    List<String> console =
        List.of(
            "[    1.2] BUG: unable to handle page fault for address: ff39457440000000",
            line,
            "[    1.3] Kernel panic - not syncing: Fatal exception");
    assertThat(first(SeenGuests.ended(Rung.VERSION, GuestEnding.PANIC, console))).isEqualTo(code);
  }

  @Test
  void aKernelThatFaultsBeforeItsFirstProgramIsNotCalledThat() {
    List<String> console =
        List.of(
            "[    0.6] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
            "[    0.6] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b");
    assertThat(first(SeenGuests.ended(Rung.VERSION, GuestEnding.PANIC, console)))
        .isEqualTo("rehearsal-kernel-oops");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[    0.9] Freeing initrd memory: 1940K | rehearsal-init-missing",
        "[    0.9] Initramfs unpacking failed: junk within compressed archive | rehearsal-initrd-damaged",
        "[    0.9] nothing | rehearsal-root-missing"
      })
  void aRootIsLookedForWhereAnInitrdHasNoInit(String line, String code) {
    List<String> console =
        List.of(
            line,
            "[    1.4] VFS: Cannot open root device \"(null)\" or unknown-block(0,0): error -6",
            "[    1.4] Kernel panic - not syncing: VFS: Unable to mount root fs");
    assertThat(first(SeenGuests.ended(Rung.VERSION, GuestEnding.PANIC, console))).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[    1.2] Initramfs unpacking failed: junk within compressed archive | ERROR",
        "[    1.2] rootfs image is not initramfs (no cpio magic); looks like an initrd | ERROR",
        "[    1.2] BUG: unable to handle page fault for address: ff39457440000000 | WARNING"
      })
  void aGoalDoesNotExcuseEverything(String line, Severity severity) {
    Observed observed =
        SeenGuests.ended(
            Rung.INIT, GuestEnding.TIMEOUT, List.of(line, "Run /init as init process"));
    assertThat(LikelyCause.inSpiteOfSuccess(observed))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(severity);
  }

  @Test
  void aProgramMayFailAfterTheGoal() {
    Observed observed =
        SeenGuests.ended(
            Rung.INIT,
            GuestEnding.TIMEOUT,
            List.of("Run /init as init process", "ALERT!  UUID=0b1c does not exist."));
    assertThat(LikelyCause.inSpiteOfSuccess(observed)).isEmpty();
  }

  private static String first(Observed observed) {
    return LikelyCause.of(observed).get(0).code();
  }
}

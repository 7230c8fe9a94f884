package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalRequest;
import kexec.rehearse.internal.emulator.VirtualMachine;
import kexec.rehearse.internal.init.InitOptions;
import kexec.rehearse.internal.machine.Additions;
import kexec.rehearse.internal.machine.RehearsalTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnInitTest {

  @TempDir Path directory;

  private static Plan plan() throws KexecException {
    return TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.POWER_OFF);
  }

  private static Plan crash() throws KexecException {
    MemoryMap memory = TinyGuest.memory().withCrashRegion(Range.machine(0x3000000L, 0x3800000L));
    return plan().toBuilder().slot(Slot.CRASH).memory(memory).build();
  }

  private static OwnInit of(RehearsalRequest request) throws KexecException {
    VirtualMachine machine =
        new VirtualMachine("qemu", "q35", "max", "tcg", 64 << 20, List.of(), "", 0);
    return OwnInit.of(
        request, new RehearsalTarget(machine, request.plan().memory(), Optional.empty(), true));
  }

  private static RehearsalRequest.Builder request(Plan plan) {
    return TinyGuest.request(plan).verbatim(false);
  }

  @ParameterizedTest
  @EnumSource(
      value = RehearsalGoal.class,
      names = {"KERNEL", "INIT", "POWEROFF"})
  void theImagesOwnInitDoes(RehearsalGoal goal) throws Exception {
    OwnInit own = of(request(plan()).goal(goal).build());
    assertThat(own.options()).isEmpty();
    assertThat(own.additions(Architecture.X86_64, directory)).isEqualTo(Additions.NONE);
    assertThat(own.report(List.of("any"))).isEmpty();
    assertThat(own.isComplete(List.of())).isTrue();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTextToWaitForNeedsNone() throws Exception {
    OwnInit own = of(request(plan()).goal(RehearsalGoal.MARKER).marker("login:").build());
    assertThat(own.options()).isEmpty();
  }

  @Test
  void aMarkerWithoutATextNeedsIt() throws Exception {
    OwnInit own = of(request(plan()).goal(RehearsalGoal.MARKER).build());
    InitOptions options = own.options().orElseThrow();
    assertThat(options.checks()).isEmpty();
    assertThat(options.next()).contains(InitOptions.USUAL_INIT);
    Additions additions = own.additions(Architecture.X86_64, directory);
    assertThat(additions.initrds()).singleElement().satisfies(f -> assertThat(f).exists());
    assertThat(additions.appended()).contains("rdinit=");
    assertThat(additions.crashNotes()).isEmpty();
    String start = "jkexec-rehearsal: 1 %016x ".formatted(options.token());
    assertThat(own.isComplete(List.of(start + "started ;"))).isFalse();
    assertThat(own.isComplete(List.of(start + "started ;", start + "exec ;"))).isTrue();
    assertThat(own.isComplete(List.of(start.replace(": 1", ": 2") + "exec ;"))).isFalse();
  }

  @Test
  void twoRehearsalsHaveTwoTokens() throws Exception {
    RehearsalRequest request = request(plan()).goal(RehearsalGoal.MARKER).build();
    assertThat(of(request).options().orElseThrow().token())
        .isNotEqualTo(of(request).options().orElseThrow().token());
  }

  @Test
  void theImagesOwnInitFollows() throws Exception {
    Plan plan = plan().toBuilder().commandLine("rdinit=/bin/sh quiet").build();
    OwnInit own = of(request(plan).goal(RehearsalGoal.MARKER).build());
    assertThat(own.options().orElseThrow().next()).contains("/bin/sh");
  }

  @Test
  void aCrashKernelIsCheckedByIt() throws Exception {
    OwnInit own = of(request(crash()).goal(RehearsalGoal.INIT).build());
    assertThat(own.options().orElseThrow().checks()).isEqualTo(own.planted().checks()).isNotEmpty();
    Additions additions = own.additions(Architecture.X86_64, directory);
    assertThat(additions.crashNotes()).isEqualTo(own.planted().notes()).isNotEmpty();
    assertThat(of(request(crash()).verbatim(true).build()).options()).isEmpty();
  }

  @Test
  void whereItMayNotBeAMarkerNeedsAText() throws Exception {
    Plan xen =
        plan().toBuilder()
            .entry(TinyGuest.entry(TinyGuest.STUB, Map.of("eip", TinyGuest.KERNEL)))
            .build();
    for (RehearsalRequest request :
        List.of(
            request(plan()).goal(RehearsalGoal.MARKER).verbatim(true).build(),
            request(xen).goal(RehearsalGoal.MARKER).build())) {
      KexecException refusal = catchThrowableOfType(KexecException.class, () -> of(request));
      assertThat(refusal.fault().code()).isEqualTo("rehearsal-not-verbatim");
      assertThat(refusal.fault().cure()).contains("--marker");
    }
  }
}

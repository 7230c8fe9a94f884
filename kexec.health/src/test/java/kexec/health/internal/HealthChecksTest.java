package kexec.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import kexec.api.Backend;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImage.State;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check with each state that it tells apart. */
class HealthChecksTest {

  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Fault FAULT =
      new Fault("receiver-silent", "asking linux", "it does not answer", "Ask again.");

  private final FixedKexec kexec = new FixedKexec();

  @Test
  void aMachineThatIsUsed() {
    kexec.backends.add(machine("sim", false));
    kexec.backends.add(machine("linux", true));
    assertThat(run(new MachineCheck(kexec))).isEqualTo("OK machine linux of bundle b is used: r.");
  }

  @Test
  void noMachineThatIsUsed() {
    kexec.backends.add(machine("sim", false));
    kexec.backends.add(
        new Backend(
            Backend.Kind.ABSENT_MACHINE,
            "xen",
            "x86_64",
            "efi",
            0,
            "b",
            false,
            "no\u001bhypervisor"));
    assertThat(run(new MachineCheck(kexec)))
        .startsWith("CRITICAL there is no machine")
        .endsWith("machine xen: no\\x1bhypervisor.");
  }

  @Test
  void anArmedCrashKernel() {
    kexec.backends.add(machine("linux", true));
    kexec.slots.add(slot(Slot.CRASH, "linux", true));
    assertThat(run(new ArmedCheck(kexec))).isEqualTo("OK a crash kernel is loaded on linux.");
  }

  @Test
  void aCrashKernelOnAMachineThatIsNotUsedIsNotArmed() {
    kexec.backends.add(machine("linux", true));
    kexec.slots.add(slot(Slot.CRASH, "linux", false));
    kexec.slots.add(slot(Slot.DEFAULT, "linux", true));
    kexec.slots.add(slot(Slot.CRASH, "sim", true));
    assertThat(run(new ArmedCheck(kexec)))
        .isEqualTo(
            "CRITICAL no crash kernel is loaded on linux, only on sim. Load one: kexec:load --crash"
                + " KERNEL.");
  }

  @Test
  void nothingIsLoadedOrWanted() {
    kexec.slots.add(slot(Slot.CRASH, "linux", false));
    kexec.slots.add(slot(Slot.DEFAULT, "linux", true));
    assertThat(run(new ImageCheck(kexec, Slot.CRASH)))
        .isEqualTo("OK no image is loaded or wanted in the crash slot.");
  }

  @Test
  void anImageThatIsAsItWas() {
    kexec.slots.add(changed(Answer.UNCHANGED));
    kexec.slots.add(changed(Answer.UNKNOWN));
    assertThat(run(new ImageCheck(kexec, Slot.DEFAULT)))
        .isEqualTo(
            "OK default slot of linux: /k is loaded since 2026-01-02T03:04:05Z.\n"
                + "default slot of linux: /k is loaded since 2026-01-02T03:04:05Z.");
  }

  @Test
  void anImageOfAnotherProgram() {
    kexec.slots.add(slot(Slot.DEFAULT, "linux", true));
    assertThat(run(new ImageCheck(kexec, Slot.DEFAULT)))
        .isEqualTo("OK default slot of linux: an image is loaded of which nothing is recorded.");
  }

  @Test
  void anImageWhoseFilesHaveChanged() {
    kexec.slots.add(changed(Answer.CHANGED));
    assertThat(run(new ImageCheck(kexec, Slot.DEFAULT)))
        .isEqualTo(
            "WARN default slot of linux: changed since it was loaded: /k is another file. Load it"
                + " again.");
  }

  @Test
  void anImageThatCouldNotBeMoved() {
    kexec.slots.add(
        new SlotStatus(
            Slot.CRASH,
            "linux",
            "linux",
            true,
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.of("the region is full")));
    assertThat(run(new ImageCheck(kexec, Slot.CRASH)))
        .startsWith("WARN crash slot of linux: the region is full.");
  }

  @ParameterizedTest
  @CsvSource({
    "true,  It is tried again at 2026-01-02T03:04:05Z.",
    "false, 'Load it again, or unload the slot.'"
  })
  void aLostImage(boolean retried, String cure) {
    WantedImage.Loss loss =
        new WantedImage.Loss(
            THEN, "another program emptied the slot", 1, Optional.of(THEN).filter(at -> retried));
    WantedImage wanted =
        new WantedImage(
            PlanRequest.of(Path.of("/k")).build(), THEN, Optional.of(loss), Optional.empty());
    kexec.slots.add(
        new SlotStatus(
            Slot.CRASH,
            "linux",
            "linux",
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.of(wanted),
            Optional.empty()));
    assertThat(run(new ImageCheck(kexec, Slot.CRASH)))
        .isEqualTo(
            "CRITICAL crash slot of linux: /k is wanted and not loaded: another program emptied the"
                + " slot. "
                + cure);
  }

  @Test
  void aLoadThatWouldFailIsAWarning() {
    kexec.findings.add(Finding.info("fine", "kexec_load is there"));
    kexec.findings.add(Finding.warning("unsure", "the lockdown cannot be read", "Mount it."));
    assertThat(run(new LoadCheck(kexec, Slot.CRASH)))
        .isEqualTo("OK kexec_load is there.\nthe lockdown cannot be read. Mount it.");
    kexec.findings.add(Finding.error("disabled", "kexec is disabled", "Reboot."));
    assertThat(run(new LoadCheck(kexec, Slot.CRASH)))
        .startsWith("WARN ")
        .endsWith("kexec is disabled. Reboot.");
  }

  @Test
  void nothingIsKnownThatWouldPreventALoad() {
    assertThat(run(new LoadCheck(kexec, Slot.DEFAULT))).startsWith("OK nothing is known");
  }

  @Test
  void withoutConfiguredImages() {
    assertThat(run(new ConfiguredImagesCheck(Optional::empty))).startsWith("OK no image");
    assertThat(run(new ConfiguredImagesCheck(() -> Optional.of(List::of)))).startsWith("OK no");
  }

  @ParameterizedTest
  @CsvSource({
    "CURRENT, OK, loaded.",
    "WAITING, TEMPORARILY_UNAVAILABLE, about to be loaded.",
    "LOADING, TEMPORARILY_UNAVAILABLE, being loaded.",
    "OUTDATED, WARN, an older image is loaded still: bad ELF. Change the configuration or its files.",
    "REFUSED, CRITICAL, not loaded: bad ELF. Change the configuration or its files."
  })
  void aConfiguredImage(State state, Status status, String rest) {
    ConfiguredImage image =
        new ConfiguredImage(
            "dump",
            Slot.CRASH,
            "/k",
            state,
            Optional.of("bad ELF"),
            Optional.empty(),
            Optional.empty());
    assertThat(run(new ConfiguredImagesCheck(() -> Optional.of(() -> List.of(image)))))
        .isEqualTo(status + " configured image dump, /k for the crash slot: " + rest);
  }

  @Test
  void configurationsThatCannotBeReadAreCritical() {
    ConfiguredImages unreadable =
        new ConfiguredImages() {
          @Override
          public List<ConfiguredImage> list() {
            return List.of();
          }

          @Override
          public Optional<Fault> trouble() {
            return Optional.of(FAULT);
          }
        };
    assertThat(run(new ConfiguredImagesCheck(() -> Optional.of(unreadable))))
        .isEqualTo("CRITICAL asking linux: it does not answer. Ask again.");
  }

  @Test
  void theWorstImageDecides() {
    kexec.slots.add(changed(Answer.UNCHANGED));
    kexec.slots.add(changed(Answer.CHANGED));
    assertThat(run(new ImageCheck(kexec, Slot.DEFAULT))).startsWith("WARN ");
  }

  @Test
  void whatCannotBeToldIsCritical() {
    kexec.failure = new KexecException(FAULT);
    assertThat(run(new ImageCheck(kexec, Slot.CRASH)))
        .isEqualTo("CRITICAL asking linux: it does not answer. Ask again.");
  }

  @Test
  void whatIsBusyIsToldLater() {
    kexec.failure = new BusyException(FAULT);
    assertThat(run(new ArmedCheck(kexec))).startsWith("TEMPORARILY_UNAVAILABLE asking linux");
  }

  /** The status that decides, and then the messages. */
  private static String run(Check check) {
    Result result = new GuardedCheck(check).execute();
    return result.getStatus()
        + " "
        + String.join(
            "\n",
            StreamSupport.stream(result.spliterator(), false)
                .map(ResultLog.Entry::getMessage)
                .toList());
  }

  private static Backend machine(String name, boolean chosen) {
    return new Backend(Backend.Kind.MACHINE, name, "x86_64", "efi", 1, "b", chosen, "r");
  }

  private static SlotStatus slot(Slot slot, String machine, boolean loaded) {
    return new SlotStatus(
        slot,
        machine,
        machine,
        loaded,
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static SlotStatus changed(Answer files) {
    return new SlotStatus(
        Slot.DEFAULT,
        "linux",
        "linux",
        true,
        Optional.of(
            new ImageRecord(
                Path.of("/k"), List.of(), "", 1, 1, THEN, Optional.empty(), Optional.empty())),
        true,
        Optional.of(
            new ImageChanges(
                files, Answer.UNCHANGED, Answer.UNCHANGED, List.of("/k is another file"))),
        Optional.empty(),
        Optional.empty());
  }
}

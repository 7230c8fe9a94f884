package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.inject.Inject;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineListener;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Slot;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;

/** Two machines of different ranking, swapped by stopping and starting their bundles. */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class SwapIT {

  private static final String GOOD = "good";
  private static final String BETTER = "better";
  private static final int SWAPS = 20;
  private static final int MANY_SWAPS = 250;

  @Inject private BundleContext context;

  private Lab lab;
  private Bundle core;
  private Bundle good;
  private Bundle better;
  private Configuration betterConfiguration;

  @org.ops4j.pax.exam.Configuration
  public Option[] configuration() {
    Kernels.write();
    return RunDescriptor.withoutMachines();
  }

  @BeforeEach
  void open() throws Exception {
    lab = new Lab(context);
    core = lab.bundle("kexec.core");
    core.start();
    good = lab.bundle("kexec.sim");
    better = lab.copyOf(good, "kexec.sim.better");
    lab.configure(good, GOOD, 1, true);
    betterConfiguration = lab.configure(better, BETTER, 10, true);
    lab.start(good, GOOD);
    lab.events().await(new KexecEvent.MachineArrived(GOOD));
  }

  /**
   * The core stops first, which ends its upkeep: otherwise it would react to the departing
   * machines.
   */
  @AfterEach
  void close() throws Exception {
    core.stop();
    better.uninstall();
    good.stop();
    lab.close();
  }

  @Test
  void theCrashImageIsArmedAtEveryMoment() throws Exception {
    lab.kexec().load(lab.crashImage("swap"));
    ArmedWatch watch = new ArmedWatch(lab.receiver(GOOD), lab.receiver(BETTER));
    for (int swap = 0; swap < SWAPS; swap++) {
      swapToBetter();
      assertThat(lab.crashSlot(BETTER).loaded()).isTrue();
      assertThat(lab.crashSlot(GOOD).loaded()).isFalse();
      swapToGood();
      assertThat(lab.crashSlot(GOOD).loaded()).isTrue();
    }
    assertThat(watch.gaps()).isZero();
    assertThat(watch.samples()).isGreaterThan(SWAPS);
    assertThat(
            lab.kexec()
                .execute(Slot.CRASH, Optional.empty(), ShutdownMode.FORCED)
                .orElseThrow()
                .succeeded())
        .isTrue();
  }

  @Test
  void whatTheBetterMachineStillHoldsIsAdopted() throws Exception {
    lab.kexec().load(lab.crashImage("adopt"));
    swapToBetter();
    swapToGood();
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.ImageUnloaded(GOOD, Slot.CRASH));
    assertThat(lab.crashSlot(BETTER).image().orElseThrow().commandLine()).startsWith("adopt");
    assertThat(lab.crashSlot(GOOD).loaded()).isFalse();
  }

  @Test
  void anOlderImageOfAMachineThatComesBackIsReplaced() throws Exception {
    lab.kexec().load(lab.crashImage("old"));
    swapToBetter();
    swapToGood();
    lab.kexec().load(lab.crashImage("new"));
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.ImageUnloaded(GOOD, Slot.CRASH));
    assertThat(lab.crashSlot(BETTER).image().orElseThrow().commandLine()).startsWith("new");
  }

  @Test
  void whatIsUnloadedWhileItsMachineIsAwayIsTakenOutWhenItComesBack() throws Exception {
    lab.kexec().load(lab.crashImage("gone"));
    swapToBetter();
    swapToGood();
    lab.kexec().unload(Slot.CRASH, Optional.empty());
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.ImageUnloaded(BETTER, Slot.CRASH));
    assertThat(lab.crashSlot(BETTER).loaded()).isFalse();
    assertThat(lab.crashSlot(GOOD).loaded()).isFalse();
  }

  @Test
  void whenTheBetterMachineRefusesTheOldOneStaysArmed() throws Exception {
    lab.kexec().load(lab.crashImage("stay"));
    lab.fail(betterConfiguration, "load");
    ArmedWatch watch = new ArmedWatch(lab.receiver(GOOD), lab.receiver(BETTER));
    lab.start(better, BETTER);
    KexecEvent.MoveFailed failure = lab.events().await(KexecEvent.MoveFailed.class);
    assertThat(failure.machine()).isEqualTo(BETTER);
    assertThat(lab.crashSlot(GOOD).loaded()).isTrue();
    assertThat(lab.crashSlot(BETTER).loaded()).isFalse();
    assertThat(lab.crashSlot(BETTER).trouble()).isPresent();

    lab.stop(better, BETTER);
    lab.fail(betterConfiguration);
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.ImageUnloaded(GOOD, Slot.CRASH));
    assertThat(lab.crashSlot(BETTER).loaded()).isTrue();
    assertThat(lab.crashSlot(BETTER).trouble()).isEmpty();
    assertThat(watch.gaps()).isZero();
  }

  /** Its services stay, and have other properties at most. */
  @Test
  void aBetterMachineThatIsMendedInPlaceTakesTheImage() throws Exception {
    lab.kexec().load(lab.crashImage("mended"));
    lab.fail(betterConfiguration, "load");
    lab.start(better, BETTER);
    // Its arrival makes that tried again which failed before it was told.
    lab.events().await(new KexecEvent.MachineArrived(BETTER));
    lab.events().await(KexecEvent.MoveFailed.class);
    lab.fail(betterConfiguration);
    lab.events().await(new KexecEvent.ImageUnloaded(GOOD, Slot.CRASH));
    assertThat(lab.crashSlot(BETTER).loaded()).isTrue();
    assertThat(lab.crashSlot(BETTER).trouble()).isEmpty();
  }

  @Test
  void aLostCrashImageIsArmedAgainByItself() throws Exception {
    lab.kexec().load(lab.crashImage("lost"));
    Files.delete(lab.receiver(GOOD).resolve("crash.manifest"));
    lab.service(MachineListener.class).onChange(GOOD);
    assertThat(lab.events().await(KexecEvent.ImageLost.class).machine()).isEqualTo(GOOD);
    lab.events().await(new KexecEvent.ImageLoaded(GOOD, Slot.CRASH));
    SlotStatus armed = lab.crashSlot(GOOD);
    assertThat(armed.loaded()).isTrue();
    assertThat(armed.confirmed()).isTrue();
    assertThat(armed.isLost()).isFalse();
    assertThat(armed.wanted().orElseThrow().request().commandLine()).isEqualTo("lost");
  }

  @Test
  void anImageForANamedMachineStaysThere() throws Exception {
    PlanRequest named =
        PlanRequest.of(Kernels.path()).slot(Slot.CRASH).commandLine("named").machine(GOOD).build();
    lab.kexec().load(named);
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.MachineArrived(BETTER));
    lab.kexec().load(lab.crashImage("other"));
    assertThat(lab.crashSlot(GOOD).image().orElseThrow().commandLine()).startsWith("named");
    assertThat(lab.crashSlot(BETTER).image().orElseThrow().commandLine()).startsWith("other");

    lab.stop(better, BETTER);
    KexecEvent.MoveFailed failure = lab.events().await(KexecEvent.MoveFailed.class);
    assertThat(failure.machine()).isEqualTo(GOOD);
    assertThat(failure.reason()).contains("loaded for this machine by its name");
    assertThat(lab.crashSlot(GOOD).image().orElseThrow().commandLine()).startsWith("named");
  }

  @Test
  void anImageOfAnotherProgramIsNotTakenOut() throws Exception {
    lab.kexec().load(lab.crashImage("ours"));
    swapToBetter();
    MachineKexec receiver = lab.receiverService(GOOD);
    PreparedImage image =
        receiver.prepare(
            lab.kexec()
                .plan(
                    PlanRequest.of(Kernels.path())
                        .slot(Slot.CRASH)
                        .commandLine("theirs")
                        .machine(GOOD)
                        .build()));
    receiver.load(image);
    receiver.cleanup(image);

    lab.stop(better, BETTER);
    KexecEvent.MoveFailed failure = lab.events().await(KexecEvent.MoveFailed.class);
    assertThat(failure.reason()).contains("another program");
    assertThat(lab.crashSlot(GOOD).loaded()).isTrue();
    assertThat(lab.crashSlot(GOOD).image()).isEmpty();
  }

  @Tag("once")
  @Test
  void manySwapsLeakNothing() throws Exception {
    lab.kexec().load(lab.crashImage("many"));
    ArmedWatch watch = new ArmedWatch(lab.receiver(GOOD), lab.receiver(BETTER));
    swapToBetter();
    swapToGood();
    Set<String> threads = threads();
    int services = services();
    for (int swap = 1; swap < MANY_SWAPS / 2; swap++) {
      swapToBetter();
      swapToGood();
    }
    assertThat(watch.gaps()).isZero();
    assertThat(services()).isEqualTo(services);
    assertThat(threads()).isEqualTo(threads);
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.ImageUnloaded(GOOD, Slot.CRASH));
    lab.kexec().unload(Slot.CRASH, Optional.empty());
    for (String machine : List.of(GOOD, BETTER)) {
      assertThat(lab.receiverService(machine).status().details())
          .containsEntry("pages allocated", "0");
    }
  }

  private void swapToBetter() throws Exception {
    lab.start(better, BETTER);
    lab.events().await(new KexecEvent.ImageUnloaded(GOOD, Slot.CRASH));
  }

  private void swapToGood() throws Exception {
    lab.stop(better, BETTER);
    lab.events().await(new KexecEvent.ImageLoaded(GOOD, Slot.CRASH));
  }

  private int services() throws Exception {
    return context.getServiceReferences(MachineKexec.class, null).size()
        + context.getServiceReferences(MemoryOps.class, null).size();
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName() + "#" + thread.getId())
        .filter(name -> name.startsWith("kexec") || name.startsWith("sim"))
        .collect(Collectors.toSet());
  }
}

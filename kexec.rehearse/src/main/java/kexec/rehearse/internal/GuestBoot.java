package kexec.rehearse.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.emulator.Emulator;
import kexec.rehearse.internal.kernel.KernelLog;
import kexec.rehearse.internal.machine.RehearsalTarget;

/** One boot of one plan in one emulator. For one thread. */
final class GuestBoot {

  private static final Duration FIRMWARE = Duration.ofSeconds(60);

  private final RehearsalRequest request;
  private final RehearsalTarget target;
  private final Plan plan;
  private final OwnInit own;
  private final RehearsalListener listener;
  private final Ladder ladder;

  /**
   * Prepares a boot.
   *
   * @param request what is to be rehearsed
   * @param target where it is rehearsed
   * @param plan what is booted there
   * @param own the rehearsal's own init in it
   * @param listener is told the progress
   */
  GuestBoot(
      RehearsalRequest request,
      RehearsalTarget target,
      Plan plan,
      OwnInit own,
      RehearsalListener listener) {
    this.request = request;
    this.target = target;
    this.plan = plan;
    this.own = own;
    this.listener = listener;
    this.ladder = new Ladder(listener);
  }

  /**
   * Boots, and watches.
   *
   * @param directory for the emulator's files; removed with it
   * @return what happened
   * @throws IOException if the emulator cannot be started, or is gone
   * @throws KexecException if a segment cannot be read, or nothing can start the image
   * @throws InterruptedException if the thread is interrupted
   */
  RehearsalReport run(Path directory) throws IOException, KexecException, InterruptedException {
    listener.step("starting the emulator");
    StartCode start = StartCode.of(target, plan, own.planted().memory());
    try (Emulator emulator =
        Emulator.start(target.machine(), start.words(directory), directory, listener::console)) {
      try {
        return perform(emulator, start);
      } catch (IOException e) {
        throw emulator.explained(e);
      } catch (UncheckedIOException e) {
        IOException cause = e.getCause();
        throw emulator.explained(cause == null ? new IOException(e) : cause);
      }
    }
  }

  private RehearsalReport perform(Emulator emulator, StartCode start)
      throws IOException, KexecException, InterruptedException {
    KernelEntry entry = new KernelEntry(emulator, plan, ladder);
    if (start.shim().isPresent()) {
      listener.step("running the firmware");
      if (!entry.runTo(start.shim().get().entry().value(), FIRMWARE)) {
        throw new IOException("the emulator's firmware did not start the image");
      }
    }
    listener.step("filling the memory");
    if (start.shim().isPresent()) {
      BiosData.write(emulator.ram(), plan.memory());
    }
    entry.fill();
    own.planted().write(emulator.ram());
    listener.step("booting");
    ladder.jump();
    entry.follow(request.timeout());
    emulator.run();
    Evidence evidence =
        new Evidence(
            ladder,
            new KernelLog(emulator.ram()),
            marker(),
            provedByMarker(),
            plan.kernel().architecture().is64Bit());
    Ending ending =
        new Watch(emulator, request, ladder, evidence, () -> own.isComplete(evidence.all())).run();
    return new RehearsalReporter(request, target, plan, own, ladder)
        .report(emulator, entry, evidence, ending);
  }

  private Optional<String> marker() {
    return request.marker().or(own::marker);
  }

  private Rung provedByMarker() {
    return request.goal() == RehearsalGoal.MARKER ? Rung.MARKER : Rung.INIT;
  }
}

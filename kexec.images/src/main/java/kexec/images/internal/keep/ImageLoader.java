package kexec.images.internal.keep;

import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.Rehearsal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.images.internal.config.ImageConfig;
import kexec.images.internal.config.RehearsalTerms;
import org.jspecify.annotations.Nullable;

/** Loads what a configuration asks for, and has it rehearsed first where that is configured. */
final class ImageLoader {

  private final Kexec kexec;
  private final Supplier<Optional<Rehearsal>> rehearsals;
  private @Nullable Thread rehearsing;
  private boolean stopped;

  ImageLoader(Kexec kexec, Supplier<Optional<Rehearsal>> rehearsals) {
    this.kexec = kexec;
    this.rehearsals = rehearsals;
  }

  /**
   * Loads an image.
   *
   * @param config the configuration
   * @param request what it asks for
   * @throws KexecException if it is refused; what was loaded before stays loaded wherever the
   *     receiver makes that possible
   */
  void load(ImageConfig config, PlanRequest request) throws KexecException {
    if (config.rehearsal().isEmpty()) {
      kexec.load(request);
      return;
    }
    Rehearsal rehearsal = rehearsals.get().orElseThrow(() -> missing(config));
    RehearsalTerms terms = config.rehearsal().get();
    kexec.load(request, plan -> rehearse(rehearsal, terms, plan, request));
  }

  private static KexecException missing(ImageConfig config) {
    return new KexecException(
        new Fault(
            "rehearsal-missing",
            "rehearsing the configured image " + config.name(),
            "no bundle is there that rehearses plans",
            "Start one that offers the Rehearsal service, such as kexec.rehearse."));
  }

  private RehearsalReport rehearse(
      Rehearsal rehearsal, RehearsalTerms terms, Plan plan, PlanRequest request)
      throws KexecException {
    RehearsalRequest wanted =
        RehearsalRequest.of(plan, changes -> kexec.plan(request.with(changes)))
            .goal(terms.goal())
            .timeout(terms.timeout())
            .marker(terms.marker().orElse(null))
            .build();
    try {
      begin();
      return rehearsal.rehearse(wanted, RehearsalListener.NONE);
    } catch (InterruptedException e) {
      throw new KexecException(
          new Fault(
              "rehearsal-interrupted",
              "rehearsing the " + plan,
              "whoever keeps the configured images is being stopped",
              "It is rehearsed again when they are kept again."),
          e);
    } finally {
      end();
    }
  }

  private synchronized void begin() throws InterruptedException {
    if (stopped) {
      throw new InterruptedException("it is being stopped");
    }
    rehearsing = Thread.currentThread();
  }

  private synchronized void end() {
    rehearsing = null;
    // What comes next is not interrupted: the thread could be at a load.
    Thread.interrupted();
  }

  /** Ends a rehearsal that runs, and lets none begin. A load that has begun goes on. */
  synchronized void stop() {
    stopped = true;
    if (rehearsing != null) {
      rehearsing.interrupt();
    }
  }
}

package kexec.rehearse.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Rehearsal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.text.FileName;
import kexec.launch.PrivateDirectory;
import kexec.linux.LinuxRoot;
import kexec.rehearse.internal.machine.Host;
import kexec.rehearse.internal.machine.MachineChooser;
import kexec.rehearse.internal.machine.RehearsalTarget;

/** Rehearses plans in QEMU. */
public class QemuRehearsal implements Rehearsal {

  /** A crash region that is too small is tried with so many times its size. */
  private static final List<Integer> FACTORS = List.of(2, 4, 8);

  /** With the name of a socket it must fit into 107 bytes (unix(7)). */
  private static final int LONGEST = 90;

  private static final Path SHORT = Path.of("/tmp");

  private static final String FAILED = "emulator-failed";
  private static final String TOO_SMALL = "rehearsal-memory-too-small";

  private final MachineChooser chooser;

  /**
   * Creates a rehearsal.
   *
   * @param root the running system
   * @param searched the directories with programs, as in {@code PATH}
   */
  public QemuRehearsal(LinuxRoot root, String searched) {
    chooser = new MachineChooser(new Host(root, searched));
  }

  @Override
  public RehearsalReport rehearse(RehearsalRequest request, RehearsalListener listener)
      throws KexecException, InterruptedException {
    request.plan().requireLoadable(attempted(request));
    requireMarkerOfItsOwn(request);
    RehearsalListener serial = new OneAtATime(listener);
    RehearsalReport report = first(request, serial);
    boolean crash = request.plan().slot() == Slot.CRASH;
    if (crash && isShortOfMemory(report) && !request.verbatim()) {
      return withEnough(report, request, serial);
    }
    return report;
  }

  /** A kernel that is short of memory says so, or stands still with nearly all of it in use. */
  private static boolean isShortOfMemory(RehearsalReport report) {
    return report.findings().stream().anyMatch(each -> each.code().equals(TOO_SMALL))
        || (!report.succeeded() && report.crash().filter(CrashVerdict::isNearlyFull).isPresent());
  }

  /** An accelerator that is there may still lack what the emulator asks of it. */
  private RehearsalReport first(RehearsalRequest request, RehearsalListener listener)
      throws KexecException, InterruptedException {
    try {
      return once(request, Optional.empty(), listener);
    } catch (KexecException e) {
      if (!request.accelerated() || !e.fault().code().equals(FAILED)) {
        throw e;
      }
      RehearsalReport emulated = once(request.emulated(), Optional.empty(), listener);
      Finding why =
          Finding.warning(
              "rehearsal-not-accelerated",
              "The processor was emulated: with the accelerator, " + e.fault().cause(),
              "Leave --accelerate out, or name another processor with --cpu=MODEL.");
      return emulated.judged(first(why, emulated), emulated.crash());
    }
  }

  private static String attempted(RehearsalRequest request) {
    return "rehearsing " + FileName.of(request.plan().kernelPath());
  }

  /** A kernel writes its command line to the console. */
  private static void requireMarkerOfItsOwn(RehearsalRequest request) throws KexecException {
    if (request.marker().filter(request.plan().commandLine()::contains).isPresent()) {
      throw new KexecException(
          new Fault(
              "rehearsal-marker-in-command-line",
              attempted(request),
              "the marker is a part of the command line, which the kernel itself writes to its"
                  + " console",
              "Name a text that only the image's own program writes."));
    }
  }

  /** Finds the size of a crash region that would do, by trying. */
  private RehearsalReport withEnough(
      RehearsalReport report, RehearsalRequest request, RehearsalListener listener)
      throws KexecException, InterruptedException {
    long region = request.plan().memory().crashReserve().size();
    for (int factor : FACTORS) {
      listener.step("trying a crash region of %s times the size".formatted(factor));
      RehearsalReport larger = once(request, Optional.of(region * factor), RehearsalListener.NONE);
      if (larger.succeeded() && larger.crash().isPresent()) {
        long tried = region * factor;
        long peak = larger.crash().get().peakBytes();
        long needed = Math.min(CrashVerdict.needed(peak), tried);
        return judged(report, CrashVerdict.tooSmall(region, tried, peak, needed), needed);
      }
    }
    return report;
  }

  private static RehearsalReport judged(RehearsalReport report, Finding tooSmall, long needed) {
    Optional<CrashRehearsal> crash = report.crash().map(seen -> seen.needing(needed));
    return report.judged(first(tooSmall, report), crash);
  }

  private static List<Finding> first(Finding finding, RehearsalReport report) {
    return Stream.concat(Stream.of(finding), report.findings().stream()).toList();
  }

  /** Whatever an interruption made fail, it is told as an interruption. */
  private RehearsalReport once(
      RehearsalRequest request, Optional<Long> crashRegion, RehearsalListener listener)
      throws KexecException, InterruptedException {
    try {
      return perform(request, crashRegion, listener);
    } catch (KexecException e) {
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException(attempted(request));
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  private RehearsalReport perform(
      RehearsalRequest request, Optional<Long> crashRegion, RehearsalListener listener)
      throws KexecException, InterruptedException {
    PrivateDirectory own = directory(request);
    Path directory = own.path();
    try {
      listener.step("choosing the machine");
      RehearsalTarget target = chooser.choose(request, crashRegion, directory);
      OwnInit init = OwnInit.of(request, target);
      Plan plan =
          target.plan(request, init.additions(request.plan().kernel().architecture(), directory));
      return new GuestBoot(request, target, plan, init, listener).run(directory);
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw failed(request, cause == null ? new IOException(e) : cause);
    } catch (IOException e) {
      throw failed(request, e);
    } finally {
      own.remove();
    }
  }

  private static KexecException failed(RehearsalRequest request, IOException failure) {
    return new KexecException(
        new Fault(
            FAILED,
            attempted(request),
            Causes.of(failure),
            "If that does not say why, start the emulator by hand."),
        failure);
  }

  /** Also removes those of rehearsals whose process was killed. */
  private static PrivateDirectory directory(RehearsalRequest request) throws KexecException {
    try {
      PrivateDirectory made =
          PrivateDirectory.below(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
      if (FileName.of(made.path()).length() <= LONGEST) {
        return made;
      }
      made.remove();
      return PrivateDirectory.below(SHORT);
    } catch (KexecException e) {
      throw new KexecException(
          new Fault(
              "rehearsal-no-directory",
              attempted(request),
              "a directory for the emulator's sockets cannot be made: " + e.fault().cause(),
              e.fault().cure()),
          e);
    }
  }
}

package kexec.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.Kexec;
import kexec.api.KexecListener;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineAbsence;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;
import kexec.arm.internal.Arm64ElfProtocol;
import kexec.arm.internal.Arm64ImageProtocol;
import kexec.arm.internal.Arm64Machine;
import kexec.arm.internal.Arm64Memory;
import kexec.arm.internal.ArmElfProtocol;
import kexec.arm.internal.ArmMachine;
import kexec.arm.internal.ArmMemory;
import kexec.arm.internal.ZImageProtocol;
import kexec.baremetal.internal.BareMetalMachine;
import kexec.baremetal.internal.BareMetalMemory;
import kexec.core.internal.KexecCore;
import kexec.core.internal.machine.Offer;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.watch.HardwareSource;
import kexec.linux.watch.HardwareWatch;
import kexec.linux.watch.LinuxHardware;
import kexec.linux.watch.Ticks;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.host.LinuxProbe;
import kexec.shell.internal.cli.KexecSource;
import kexec.signature.internal.AuthenticodeVerifier;
import kexec.sim.internal.SimSettings;
import kexec.sim.internal.SimulatedHardware;
import kexec.sim.internal.fault.Faults;
import kexec.x86.internal.BzImageProtocol;
import kexec.x86.internal.Elf64Protocol;
import kexec.x86.internal.Multiboot1Protocol;
import kexec.x86.internal.Multiboot2Protocol;
import kexec.xen.internal.host.Domain;
import kexec.xen.internal.host.DomainProbe;
import kexec.xen.internal.host.ReachedHypervisor;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import kexec.xen.internal.watch.XenHardware;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a command uses, assembled by constructors as Declarative Services assembles it
 * from the bundles: under the same conditions, with the same properties and in the same order.
 */
final class Wiring implements KexecSource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private static final Source LINUX =
      new Source(
          "kexec.baremetal",
          LinuxHost.MACHINE,
          KexecArchitecture.X86_64.architecture().label(),
          LinuxHost.FIRMWARE);
  private static final Source ARM64 = arm(KexecArchitecture.ARM64);
  private static final Source ARM = arm(KexecArchitecture.ARM);
  private static final Source XEN =
      new Source("kexec.xen", XenHost.MACHINE, XenHost.ARCH, XenHost.FIRMWARE);

  private static final String POLICY = "kexec.policy";

  /** As the watches of the bundles. */
  private static final Duration WATCH = Duration.ofSeconds(5);

  private final LinuxRoot root;
  private final Attempt<Path> state;
  private final Optional<String> defaultMachine;
  private final Attempt<LinuxCalls> calls;
  private final List<HardwareWatch> watches = new ArrayList<>();
  private @Nullable KexecCore core;
  private boolean lasts;
  private long offers;

  /**
   * What the services of one bundle have in common.
   *
   * @param bundle the bundle's symbolic name
   * @param machine the machine's name; empty for protocols
   * @param architecture the architecture's label
   * @param firmware what the machine runs under
   * @param namedOnly whether the machine is used only by name
   * @param ranking the ranking
   */
  private record Source(
      String bundle,
      String machine,
      String architecture,
      String firmware,
      boolean namedOnly,
      int ranking) {

    Source(String bundle, String machine, String architecture, String firmware) {
      this(bundle, machine, architecture, firmware, false, 0);
    }
  }

  /**
   * Creates a wiring that assembles nothing yet.
   *
   * @param root the system
   * @param state finds the directory for records and for the images of the simulated machine
   * @param defaultMachine the machine for requests that name none, if one is preferred
   * @param calls opens the system calls at the first use
   */
  Wiring(
      LinuxRoot root,
      Attempt<Path> state,
      Optional<String> defaultMachine,
      Attempt<LinuxCalls> calls) {
    this.root = root;
    this.state = state;
    this.defaultMachine = defaultMachine;
    this.calls = calls;
  }

  /**
   * {@return everything, assembled at the first call}
   *
   * @param lasts whether images are moved, reloaded and renewed until this is closed
   */
  @Override
  public Kexec open(boolean lasts) throws KexecException {
    if (core == null) {
      this.lasts = lasts;
      Path directory = state.run();
      // A command that ends soon does what it is asked and nothing else; 'status' tells of images
      // that are lost.
      core =
          new KexecCore(
              new KexecCore.Settings(
                  directory.resolve("records"), defaultMachine, lasts, lasts, policy()),
              () -> false);
      addLinux(core);
      addSimulated(core, directory);
      addProtocols(core);
      addXen(core);
      core.addVerifier(
          offer(new Source("kexec.signature", "", "", "none"), new AuthenticodeVerifier()));
      core.start();
    }
    return core;
  }

  /** Ends the upkeep; loaded images stay loaded. */
  @Override
  public void close() {
    watches.forEach(HardwareWatch::close);
    if (core != null) {
      core.close();
    }
  }

  private static Source arm(KexecArchitecture architecture) {
    return new Source(
        "kexec.arm", LinuxHost.MACHINE, architecture.architecture().label(), LinuxHost.FIRMWARE);
  }

  private static Optional<Path> policy() {
    return Optional.ofNullable(System.getProperty(POLICY))
        .map(named -> FileName.path(ProcessWords.property(POLICY, named)).toAbsolutePath());
  }

  private void addLinux(KexecCore core) {
    add(core, ARM64, KexecArchitecture.ARM64, () -> new Arm64Memory(root), Arm64Machine::new);
    add(core, ARM, KexecArchitecture.ARM, () -> new ArmMemory(root), ArmMachine::new);
    add(
        core,
        LINUX,
        KexecArchitecture.X86_64,
        () -> new BareMetalMemory(root),
        BareMetalMachine::new);
  }

  /** Creates the receiver of a system. */
  @FunctionalInterface
  private interface ReceiverMaker {
    MachineKexec of(LinuxHost host) throws KexecException;
  }

  private void add(
      KexecCore core,
      Source source,
      KexecArchitecture architecture,
      Supplier<MemoryOps> memory,
      ReceiverMaker receiver) {
    Optional<MachineAbsence> absence =
        new LinuxProbe(root, System.getProperties(), architecture).absence();
    if (absence.isPresent()) {
      core.addAbsence(offer(source, absence.get()));
      return;
    }
    core.addMemory(offer(source, memory.get()));
    watch(core, LinuxHost.MACHINE, () -> new LinuxHardware(root));
    try {
      core.addReceiver(offer(source, receiver.of(new LinuxHost(root, architecture, calls))));
    } catch (KexecException e) {
      LOG.error("The machine linux cannot be used", e);
    }
  }

  private void addXen(KexecCore core) {
    if (new DomainProbe(root).look() instanceof Domain.Unable unable) {
      core.addAbsence(offer(XEN, unable.absence()));
      return;
    }
    XenHost host = new XenHost(root, () -> ReachedHypervisor.open(calls));
    XenMemory memory = new XenMemory(host);
    core.addMemory(offer(XEN, memory));
    watch(core, XenHost.MACHINE, () -> new XenHardware(host, memory));
    try {
      core.addReceiver(offer(XEN, new XenMachine(host, memory)));
    } catch (KexecException e) {
      LOG.error("The machine xen cannot be used", e);
    }
  }

  private void watch(KexecCore core, String machine, Supplier<HardwareSource> hardware) {
    if (lasts) {
      watches.add(
          new HardwareWatch(
              hardware.get(), () -> core.changed(machine), Ticks.inThread(WATCH), WATCH));
    }
  }

  /**
   * {@return everything that was opened before, for what also listens to it}
   *
   * @param listener is told the events from now on
   */
  Kexec listened(KexecListener listener) {
    KexecCore opened = Objects.requireNonNull(core, "a command opens it before it needs images");
    opened.addListener(listener);
    return opened;
  }

  private void addSimulated(KexecCore core, Path state) {
    SimSettings settings = SimSettings.DEFAULT;
    Path directory = state.resolve("sim").resolve(settings.name());
    SimulatedHardware hardware =
        SimulatedHardware.lasting(settings.receiver(), settings.shape(), new Faults(), directory);
    Source source =
        new Source(
            "kexec.sim",
            settings.name(),
            SimulatedHardware.ARCH,
            SimulatedHardware.FIRMWARE,
            settings.namedOnly(),
            settings.ranking());
    core.addMemory(offer(source, hardware.memory()));
    core.addReceiver(offer(source, hardware.machine()));
  }

  private void addProtocols(KexecCore core) {
    core.addProtocol(offer(arm("arm64", 0), new Arm64ImageProtocol()));
    core.addProtocol(offer(arm("arm64", -10), new Arm64ElfProtocol()));
    core.addProtocol(offer(arm("arm", 0), new ZImageProtocol()));
    core.addProtocol(offer(arm("arm", -10), new ArmElfProtocol()));
    core.addProtocol(offer(x86(0), new BzImageProtocol()));
    core.addProtocol(offer(x86(0), new Elf64Protocol()));
    core.addProtocol(offer(x86(10), new Multiboot1Protocol()));
    core.addProtocol(offer(x86(20), new Multiboot2Protocol()));
  }

  private static Source x86(int ranking) {
    return new Source("kexec.x86", "", "x86_64", "none", false, ranking);
  }

  private static Source arm(String architecture, int ranking) {
    return new Source("kexec.arm", "", architecture, "none", false, ranking);
  }

  /** A bundle has one machine at most here, so that its name serves as its id. */
  private <T> Offer<T> offer(Source source, T service) {
    return new Offer<>(
        source.machine(),
        source.architecture(),
        source.firmware(),
        source.namedOnly(),
        source.ranking(),
        offers++,
        source.bundle(),
        source.bundle().hashCode(),
        service);
  }
}

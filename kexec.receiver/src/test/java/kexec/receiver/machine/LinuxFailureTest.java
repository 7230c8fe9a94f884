package kexec.receiver.machine;

import static kexec.api.plan.LoadMethod.FILES;
import static kexec.api.plan.LoadMethod.SEGMENTS;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.core.internal.failure.FailingHost;
import kexec.core.internal.failure.FailureContract;
import kexec.core.internal.failure.FailureScenario;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailingLinux;
import kexec.linux.sys.ForwardingLinux;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.Steps;
import kexec.linux.sys.Steps.Failure;
import kexec.receiver.FakeKernel;
import kexec.receiver.FakeTree;
import kexec.receiver.LinuxPlans;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.memory.HostMemoryMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Every system call of the machine fails, with every error. */
@Tag("once")
class LinuxFailureTest {

  private static final int SETUP_BYTES = 0x1000;
  private static final int KERNEL_BYTES = 0x3000;

  private abstract static class Linux extends FailureContract {

    private final LoadMethod[] methods;

    Linux(LoadMethod... methods) {
      this.methods = methods;
    }

    /** How many files the initial RAM disk is made of. */
    int initrds() {
      return 1;
    }

    /** Changes the host's state. */
    void arrange(FakeTree tree, FakeKernel kernel) {}

    @Override
    protected FailingHost newHost(Path directory, Steps steps) throws Exception {
      FakeTree tree = new FakeTree(directory.resolve("root"));
      tree.put("/sys/devices/system/cpu/present", "0\n");
      tree.put("/sys/class/net/eth0/flags", "0x1003\n");
      FakeKernel kernel = new FakeKernel(tree, KexecArchitecture.X86_64, RunningLinux.calls());
      arrange(tree, kernel);
      return new Host(directory, tree, kernel, steps, methods, initrds());
    }
  }

  /** Grants a lease on every file, whatever file system the tests run on. */
  private static final class Leasing extends ForwardingLinux {

    Leasing(LinuxCalls linux) {
      super(linux);
    }

    @Override
    public int fileSystem(Descriptor descriptor) {
      return LinuxNumbers.TMPFS_MAGIC;
    }

    @Override
    public void lease(Descriptor descriptor) {}

    @Override
    public boolean isLeased(Descriptor descriptor) {
      return true;
    }
  }

  private static final class Host implements FailingHost {

    private final Path directory;
    private final FakeTree tree;
    private final FakeKernel kernel;
    private final FailingLinux calls;
    private final HostMemoryMap memory;
    private final LinuxMachine machine;
    private final LoadMethod[] methods;
    private final int initrds;

    Host(
        Path directory,
        FakeTree tree,
        FakeKernel kernel,
        Steps steps,
        LoadMethod[] methods,
        int initrds)
        throws KexecException {
      this.directory = directory;
      this.tree = tree;
      this.kernel = kernel;
      this.methods = methods;
      this.initrds = initrds;
      this.calls =
          new FailingLinux(new Leasing(kernel), steps) {
            @Override
            protected void failLate(Failure failure) {
              kernel.failNextLoadLate(failure.number());
            }

            @Override
            protected void forgetLate() {
              kernel.failNextLoadLate(0);
            }
          };
      LinuxHost host = new LinuxHost(tree.root(), KexecArchitecture.X86_64, () -> calls);
      this.memory = new HostMemoryMap(tree.root());
      this.machine =
          new LinuxMachine(
              host, memory::read, command -> new CommandRunner.Result(1, "no systemd here"));
    }

    @Override
    public MemoryOps memory() {
      return memory::read;
    }

    @Override
    public MachineKexec machine() {
      return machine;
    }

    @Override
    public Plan plan(Slot slot, int variant, FileLease.Source leases) throws Exception {
      Path kernelFile = directory.resolve("vmlinuz" + variant);
      if (!Files.exists(kernelFile)) {
        byte[] bytes = content(variant, KERNEL_BYTES);
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0x202, 4);
        Files.write(kernelFile, bytes);
      }
      MappedFile mapped = MappedFile.open(kernelFile, leases);
      long base = LinuxPlans.base(slot);
      List<Segment> segments = new ArrayList<>();
      SegmentData initrd = initrd(variant, leases);
      segments.add(LinuxPlans.segment(SegmentRole.INITRD, base, initrd.size(), initrd));
      SegmentData code = SegmentData.ofFile(mapped, SETUP_BYTES, KERNEL_BYTES - SETUP_BYTES);
      segments.add(LinuxPlans.segment(SegmentRole.KERNEL, base + 0x100000, 0x3000, code));
      SegmentData parameters = SegmentData.ofBytes(content(variant, 0x800));
      segments.add(
          LinuxPlans.segment(SegmentRole.BOOT_PARAMS, base + 0x200000, 0x1000, parameters));
      MachineAddress entry = new MachineAddress(base + 0x100200);
      return Plan.builder()
          .slot(slot)
          .machine("linux")
          .kernel(
              kernelFile,
              KERNEL_BYTES,
              new KernelFacts("bzImage", Architecture.X86_64, Optional.empty(), 2047, Map.of()))
          .entry(new EntryState(entry, entry, Map.of()))
          .methods(List.of(methods))
          .segments(segments)
          .memory(memory.read())
          .build();
    }

    private SegmentData initrd(int variant, FileLease.Source leases) throws Exception {
      List<SegmentData> parts = new ArrayList<>();
      for (int i = 0; i < initrds; i++) {
        Path file = directory.resolve("initrd%s-%s".formatted(variant, i));
        if (!Files.exists(file)) {
          Files.write(file, content(variant, 2 * 4096));
        }
        parts.add(MappedFile.open(file, leases).data());
      }
      return SegmentData.concat(parts);
    }

    private static byte[] content(int variant, int size) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) variant);
      return bytes;
    }

    @Override
    public int held(Slot slot) {
      FakeKernel.Image image = kernel.image(slot);
      return image == null ? NOTHING : image.contents().get(0)[0];
    }

    @Override
    public void empty(Slot slot) {
      kernel.takeOut(slot);
    }

    @Override
    public void changeHardware() {
      tree.put("/sys/devices/system/cpu/present", "0-1\n");
    }

    @Override
    public long taken() {
      return calls.taken();
    }

    @Override
    public boolean isDecisive(String call) {
      return call.startsWith("kexec_") || call.equals("unload");
    }

    /** The kernel frees a crash image before it loads another one. */
    @Override
    public boolean mayLose(Slot slot, Steps steps) {
      return slot == Slot.CRASH && steps.hasFailedLate();
    }

    @Override
    public List<Failure> failures(String call) {
      List<Failure> early = FailingLinux.failures(call);
      List<Failure> late =
          switch (call) {
            case "kexec_load" -> FailingLinux.of(LATE, true);
            case "kexec_file_load" -> FailingLinux.of(LATE_OF_FILES, true);
            default -> List.of();
          };
      return Stream.of(early, late).flatMap(List::stream).toList();
    }
  }

  private static final List<Errno> LATE =
      List.of(Errno.ENOMEM, Errno.EADDRNOTAVAIL, Errno.EFAULT, Errno.EINVAL, Errno.EINTR);

  private static final List<Errno> LATE_OF_FILES =
      List.of(
          Errno.ENOMEM,
          Errno.EADDRNOTAVAIL,
          Errno.EINVAL,
          Errno.EINTR,
          Errno.EIO,
          Errno.EPERM,
          Errno.EACCES,
          Errno.ENOEXEC,
          Errno.ELIBBAD,
          Errno.ENODATA,
          Errno.ENOKEY,
          Errno.EKEYREJECTED);

  /** Whatever is loaded otherwise is tried with this one. */
  @Nested
  class Segments extends Linux {
    Segments() {
      super(SEGMENTS);
    }
  }

  @Nested
  class JoinedSegments extends Linux {
    JoinedSegments() {
      super(SEGMENTS);
    }

    @Override
    int initrds() {
      return 2;
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.RELOAD;
    }
  }

  @Nested
  class JoinedFilesWithHandover extends Linux {
    JoinedFilesWithHandover() {
      super(FILES);
    }

    @Override
    void arrange(FakeTree tree, FakeKernel kernel) {
      tree.put("/proc/cmdline", "kho=on\n");
    }

    @Override
    int initrds() {
      return 2;
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.RELOAD
          || (isComplete() && scenario == FailureScenario.UNLOAD);
    }
  }

  @Nested
  class SegmentsOrFiles extends Linux {
    SegmentsOrFiles() {
      super(SEGMENTS, FILES);
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.RELOAD || scenario == FailureScenario.REFRESH;
    }
  }

  @Nested
  class FilesOrSegments extends Linux {
    FilesOrSegments() {
      super(FILES, SEGMENTS);
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.RELOAD || scenario == FailureScenario.UNLOAD;
    }
  }

  @Nested
  class FilesOfALockedKernel extends Linux {
    FilesOfALockedKernel() {
      super(SEGMENTS, FILES);
    }

    @Override
    void arrange(FakeTree tree, FakeKernel kernel) {
      kernel.lock(true);
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return scenario == FailureScenario.RELOAD || scenario == FailureScenario.UNLOAD;
    }
  }
}

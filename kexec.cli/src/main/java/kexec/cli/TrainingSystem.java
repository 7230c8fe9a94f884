package kexec.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCall;
import kexec.linux.sys.SystemCallException;

/**
 * A Linux for the training: files as those of a machine with 512 MiB and a crash region, and calls
 * of which those about images take segments, refuse files, and reach no kernel.
 *
 * @param root where the files are
 */
record TrainingSystem(LinuxRoot root) {

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry(
              "/proc/iomem",
              """
              00000000-00000fff : Reserved
              00001000-0009fbff : System RAM
              0009fc00-0009ffff : Reserved
              00100000-1ffdcfff : System RAM
                02000000-02ffffff : Kernel code
                10000000-17ffffff : Crash kernel
              1ffdd000-1fffffff : Reserved
              """),
          Map.entry("/proc/cmdline", "console=ttyS0\n"),
          Map.entry("/proc/meminfo", "MemTotal: 500000 kB\nMemFree: 400000 kB\n"),
          Map.entry("/proc/self/status", "CapEff:\t000001ffffffffff\nSeccomp:\t0\n"),
          Map.entry("/proc/sys/kernel/random/boot_id", "0d4c7b3e-0000-4000-8000-000000000001\n"),
          Map.entry("/proc/sys/kernel/osrelease", "6.1.0\n"),
          Map.entry("/boot/config-6.1.0", "CONFIG_KEXEC=y\nCONFIG_KEXEC_FILE=y\n"),
          Map.entry("/sys/kernel/kexec_loaded", "0\n"),
          Map.entry("/sys/kernel/kexec_crash_loaded", "0\n"),
          Map.entry("/sys/kernel/kexec_crash_size", "134217728\n"),
          Map.entry("/sys/kernel/vmcoreinfo", "0x1f000000 1024\n"),
          Map.entry("/sys/devices/system/cpu/present", "0\n"),
          Map.entry("/sys/devices/system/cpu/cpu0/crash_notes", "1e000000\n"),
          Map.entry("/sys/devices/system/cpu/cpu0/crash_notes_size", "368\n"),
          Map.entry("/sys/firmware/memmap/0/start", "0x0\n"),
          Map.entry("/sys/firmware/memmap/0/end", "0x9fbff\n"),
          Map.entry("/sys/firmware/memmap/0/type", "System RAM\n"),
          Map.entry("/sys/firmware/memmap/1/start", "0x100000\n"),
          Map.entry("/sys/firmware/memmap/1/end", "0x1ffdcfff\n"),
          Map.entry("/sys/firmware/memmap/1/type", "System RAM\n"));

  /** Writes the files. */
  static TrainingSystem in(Path directory) throws IOException {
    LinuxRoot root = new LinuxRoot(directory);
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return new TrainingSystem(root);
  }

  /**
   * {@return its calls}
   *
   * @param host makes those that are not about images
   */
  LinuxCalls calls(LinuxCalls host) {
    return (LinuxCalls)
        Proxy.newProxyInstance(
            TrainingSystem.class.getClassLoader(),
            new Class<?>[] {LinuxCalls.class},
            (self, method, arguments) -> {
              if (method.getDeclaringClass() == KexecCalls.class) {
                return take(arguments[0]);
              }
              try {
                return method.invoke(host, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object take(Object call) throws IOException, SystemCallException {
    if (!(call instanceof KexecLoad load)) {
      throw new SystemCallException(new FailedCall((SystemCall) call, Errno.ENOSYS.number()));
    }
    boolean crash = (load.flags() & LinuxNumbers.KEXEC_ON_CRASH) != 0;
    Files.writeString(
        root.resolve(crash ? "/sys/kernel/kexec_crash_loaded" : "/sys/kernel/kexec_loaded"),
        load.segments().isEmpty() ? "0\n" : "1\n");
    return Void.TYPE;
  }
}

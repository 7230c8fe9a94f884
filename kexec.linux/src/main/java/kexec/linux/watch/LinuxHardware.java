package kexec.linux.watch;

import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.MemoryMap;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.MemoryMapException;
import kexec.linux.crash.CrashHotplug;
import kexec.linux.crash.CrashReader;
import kexec.linux.host.HostReader;
import kexec.linux.memory.MemoryReader;

/**
 * The hardware that Linux's own crash images describe. Whether a processor is online does not
 * matter, because its notes stay in place while it is offline. Thread-safe.
 */
public final class LinuxHardware implements HardwareSource {

  private final HostReader host;
  private final CrashReader crash;
  private final LinuxTexts texts;
  private final MemoryReader memory;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public LinuxHardware(LinuxRoot root) {
    this.host = new HostReader(root);
    this.crash = new CrashReader(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
    this.memory = new MemoryReader(root);
  }

  @Override
  public Hardware read() throws KexecException {
    return new Hardware(host.presentCpus() + " " + notes(), memory());
  }

  /**
   * {@inheritDoc}
   *
   * @throws KexecException also if a part is hidden from this user: a partial reading could not be
   *     compared with a complete one
   */
  @Override
  public String describe() throws KexecException {
    String cpus = host.presentCpus() + " " + crash.crashNotes();
    return new Hardware(cpus, text(texts.memoryMap())).without(crash.hotplugSupport());
  }

  /** {@return what the kernel itself updates in the core header of the loaded image} */
  @Override
  public CrashHotplug keptCurrent() throws KexecException {
    return crash.hotplug();
  }

  private String notes() throws KexecException {
    try {
      return crash.crashNotes().toString();
    } catch (NotPermittedException e) {
      // Present processors are readable by every user.
      return "";
    }
  }

  private String memory() throws KexecException {
    try {
      return text(texts.memoryMap());
    } catch (MemoryMapException e) {
      if (!e.fault().code().equals(MemoryMapException.ZEROS)) {
        throw e;
      }
      List<Integer> blocks = memory.blocks();
      return blocks.toString();
    }
  }

  private static String text(MemoryMap map) {
    return map.kernelRam() + " " + map.crashReserve();
  }
}

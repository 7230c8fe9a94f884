package kexec.baremetal.internal.watch;

import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.MemoryMap;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.MemoryMapException;
import kexec.linux.crash.CrashReader;
import kexec.linux.host.HostReader;
import kexec.linux.memory.MemoryReader;

/**
 * Reads the hardware: cheaply, and no more than images describe. Whether a processor is online does
 * not matter, because its notes stay where they are while it is not.
 */
final class HardwareReader {

  private final HostReader host;
  private final CrashReader crash;
  private final LinuxTexts texts;
  private final MemoryReader memory;

  HardwareReader(LinuxRoot root) {
    this.host = new HostReader(root);
    this.crash = new CrashReader(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
    this.memory = new MemoryReader(root);
  }

  Hardware read() throws KexecException {
    return new Hardware(host.presentCpus() + " " + notes(), memory());
  }

  private String notes() throws KexecException {
    try {
      return crash.crashNotes().toString();
    } catch (NotPermittedException e) {
      // Which processors there are is told to everybody.
      return "";
    }
  }

  private String memory() throws KexecException {
    try {
      MemoryMap map = texts.memoryMap();
      return map.ram() + " " + map.crashReserve();
    } catch (MemoryMapException e) {
      if (!e.fault().code().equals(MemoryMapException.ZEROS)) {
        throw e;
      }
      List<Integer> blocks = memory.blocks();
      return blocks.toString();
    }
  }
}

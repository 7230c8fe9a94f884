package kexec.receiver.machine;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineStatus;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.crash.CrashReader;

/** The kernel's report of its two slots. */
final class LoadedSlots {

  private final CrashReader reader;

  LoadedSlots(LinuxRoot root) {
    this.reader = new CrashReader(root);
  }

  MachineStatus status() throws KexecException {
    Map<String, String> details = new LinkedHashMap<>();
    EnumSet<Slot> loaded = EnumSet.noneOf(Slot.class);
    add(Slot.DEFAULT, "kexec_loaded", reader.kexecLoaded(), loaded, details);
    add(Slot.CRASH, "kexec_crash_loaded", reader.crashLoaded(), loaded, details);
    details.put("kexec_crash_size", crashSize());
    return new MachineStatus(loaded, details);
  }

  private static void add(
      Slot slot,
      String name,
      Optional<Boolean> flag,
      Set<Slot> loaded,
      Map<String, String> details) {
    if (flag.orElse(false)) {
      loaded.add(slot);
    }
    details.put(name, flag.map(on -> on ? "1" : "0").orElse("absent: not built into the kernel"));
  }

  private String crashSize() throws KexecException {
    try {
      OptionalLong bytes = reader.crashSize();
      return bytes.isPresent() ? bytes.getAsLong() + " bytes" : "absent: not built into the kernel";
    } catch (BusyException e) {
      return "not told while a load or unload is going on";
    }
  }

  boolean isLoaded(Slot slot) throws KexecException {
    Optional<Boolean> flag =
        switch (slot) {
          case DEFAULT -> reader.kexecLoaded();
          case CRASH -> reader.crashLoaded();
        };
    return flag.orElse(false);
  }
}

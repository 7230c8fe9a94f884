package kexec.baremetal.internal.diagnosis;

import kexec.api.plan.Slot;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCall;

/** What a call was made for. */
enum CallKind {
  /** {@code kexec_load} with segments. */
  LOAD,
  /** {@code kexec_file_load} with files. */
  FILE_LOAD,
  /** {@code kexec_load} without segments. */
  UNLOAD,
  /** {@code kexec_file_load} that empties a slot. */
  FILE_UNLOAD,
  /** {@code reboot}, to start an image. */
  REBOOT,
  /** A call that staging needs. */
  OTHER;

  static CallKind of(SystemCall call) {
    if (call instanceof KexecLoad load) {
      return load.segments().isEmpty() ? UNLOAD : LOAD;
    }
    if (call instanceof KexecFileLoad load) {
      boolean unloads = (load.flags() & LinuxNumbers.KEXEC_FILE_UNLOAD) != 0;
      return unloads ? FILE_UNLOAD : FILE_LOAD;
    }
    return call.name().equals("reboot") ? REBOOT : OTHER;
  }

  static Slot slotOf(SystemCall call) {
    boolean crash = false;
    if (call instanceof KexecLoad load) {
      crash = (load.flags() & LinuxNumbers.KEXEC_ON_CRASH) != 0;
    } else if (call instanceof KexecFileLoad load) {
      crash = (load.flags() & LinuxNumbers.KEXEC_FILE_ON_CRASH) != 0;
    }
    return crash ? Slot.CRASH : Slot.DEFAULT;
  }

  /** Tells whether the call is one of those that change what a slot has. */
  boolean changesSlot() {
    return switch (this) {
      case LOAD, FILE_LOAD, UNLOAD, FILE_UNLOAD -> true;
      case REBOOT, OTHER -> false;
    };
  }
}

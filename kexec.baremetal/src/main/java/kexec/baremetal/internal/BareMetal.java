package kexec.baremetal.internal;

import kexec.receiver.host.KexecArchitecture;

/** The names of this machine in service properties. */
final class BareMetal {

  /** The label of {@link KexecArchitecture#X86_64}. */
  static final String ARCH = "x86_64";

  /** The id of the condition that is there where this machine can work. */
  static final String CONDITION_ID = "kexec.baremetal.linux";

  /** Selects the condition. */
  static final String CONDITION = "(osgi.condition.id=" + CONDITION_ID + ")";

  private BareMetal() {}
}

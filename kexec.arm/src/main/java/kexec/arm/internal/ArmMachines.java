package kexec.arm.internal;

/** The names of the machines in service properties. */
final class ArmMachines {

  /** The label of 64-bit ARM. */
  static final String ARM64 = "arm64";

  /** The label of 32-bit ARM. */
  static final String ARM = "arm";

  /** The id of the condition that is there where the machine of arm64 can work. */
  static final String ARM64_CONDITION_ID = "kexec.arm.linux.arm64";

  /** The id of the condition that is there where the machine of arm can work. */
  static final String ARM_CONDITION_ID = "kexec.arm.linux.arm";

  /** Selects the condition of arm64. */
  static final String ARM64_CONDITION = "(osgi.condition.id=" + ARM64_CONDITION_ID + ")";

  /** Selects the condition of arm. */
  static final String ARM_CONDITION = "(osgi.condition.id=" + ARM_CONDITION_ID + ")";

  /** Selects either. */
  static final String ANY_CONDITION = "(|" + ARM64_CONDITION + ARM_CONDITION + ")";

  private ArmMachines() {}
}

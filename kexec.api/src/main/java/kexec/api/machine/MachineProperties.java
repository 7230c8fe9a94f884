package kexec.api.machine;

/**
 * The names of the service properties by which machines and boot protocols are paired and chosen.
 */
public final class MachineProperties {

  /** The machine's name, which pairs a {@link MemoryOps} with a {@link MachineKexec}. Text. */
  public static final String MACHINE = "kexec.machine";

  /**
   * The architecture in whose state kernels are entered, as {@link
   * kexec.api.plan.Architecture#label()} names it. Text.
   */
  public static final String ARCH = "kexec.arch";

  /** What the machine runs under: {@code none}, or the hypervisor's or simulator's name. Text. */
  public static final String FIRMWARE = "kexec.firmware";

  /**
   * Whether the machine is taken only where its name is given, never by ranking alone. Boolean;
   * false where the property is absent.
   */
  public static final String NAMED_ONLY = "kexec.named-only";

  private MachineProperties() {}
}

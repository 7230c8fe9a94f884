package kexec.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Explains why a machine is absent although its bundle is active.
 *
 * <p>A bundle registers it instead of the machine's {@link MemoryOps} and {@link MachineKexec} if
 * this is not the host that the machine works on, or if something that it needs is missing, such as
 * a library or a permission. Its service properties are the {@link MachineService#MACHINE}, {@link
 * MachineService#ARCH} and {@link MachineService#FIRMWARE} that the machine would have. The bundle
 * unregisters it when the machine appears. The reason and the cure are shown to users who list the
 * backends, ask for the machine, or are told why no image can be loaded; of the last, only those of
 * this host's architecture. It is not used while a machine of the name is present.
 */
@ConsumerType
@FunctionalInterface
public interface MachineAbsence {

  /**
   * {@return why the machine is absent: what is missing; a clause without a full stop} Returns at
   * once. May be called on any thread, and repeatedly.
   */
  String reason();

  /**
   * {@return what to do to have the machine, or to do without it, in sentences with their full
   * stops; empty if nothing is known} Returns at once. May be called on any thread, and repeatedly.
   */
  default String cure() {
    return "";
  }

  /**
   * {@return an absence that never changes}
   *
   * @param reason as {@link #reason} gives it
   * @param cure as {@link #cure} gives it
   */
  static MachineAbsence of(String reason, String cure) {
    return new MachineAbsence() {
      @Override
      public String reason() {
        return reason;
      }

      @Override
      public String cure() {
        return cure;
      }
    };
  }
}

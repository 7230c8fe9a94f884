package kexec.sim.internal;

import java.util.Arrays;
import java.util.List;
import kexec.api.memory.MemoryMapListing;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.fault.FaultStep;

/**
 * A parsed configuration.
 *
 * @param name the machine's name
 * @param shape the machine's properties
 * @param faults the faults to inject
 * @param directory the directory of the images, or empty for the default
 * @param namedOnly whether the machine is used only by name
 * @param ranking the ranking of the services
 */
public record SimSettings(
    String name,
    MachineShape shape,
    List<FaultStep> faults,
    String directory,
    boolean namedOnly,
    int ranking) {

  /** A PC with 4 GiB: a hole for devices below 4 GiB, the rest above, a crash region of 256 MiB. */
  static final String PC_4_GIB =
      "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0xf0000, 0x100000) reserved; "
          + "[0x100000, 0xbffdf000) ram; [0xbffdf000, 0xbffff000) acpi; "
          + "[0xbffff000, 0xc0000000) nvs; [0xfeffc000, 0xff000000) reserved; "
          + "[0xfffc0000, 0x100000000) reserved; [0x100000000, 0x140000000) ram; "
          + "crash kernel [0x30000000, 0x40000000)";

  /** The name of a machine that is not configured. */
  static final String NAME = "sim";

  /** The seed of a machine that is not configured. */
  static final long SEED = 1;

  /** The ranking of a machine that is not configured. */
  static final int RANKING = -1000;

  /** The settings of a machine that is not configured. */
  public static final SimSettings DEFAULT =
      new SimSettings(
          NAME,
          new MachineShape(MemoryMapListing.parse(PC_4_GIB), false, false, false, SEED),
          List.of(),
          "",
          true,
          RANKING);

  /**
   * {@return the parsed configuration}
   *
   * @throws IllegalArgumentException if a value is invalid
   */
  static SimSettings of(SimConfig config) {
    // The name becomes part of a path.
    if (!config.name().matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("\"" + config.name() + "\" is no name for a machine");
    }
    MachineShape shape =
        new MachineShape(
            MemoryMapListing.parse(config.memory()),
            config.scrambled(),
            config.stagedCrash(),
            config.awkward(),
            config.seed());
    return new SimSettings(
        config.name(),
        shape,
        Arrays.stream(config.fail())
            .filter(step -> !step.isBlank())
            .map(SimSettings::step)
            .toList(),
        config.directory().strip(),
        config.namedOnly(),
        config.service_ranking());
  }

  private static FaultStep step(String label) {
    return FaultStep.named(label.strip())
        .orElseThrow(() -> new IllegalArgumentException("there is no fault \"" + label + "\""));
  }

  /** {@return whether the same machine serves both; faults and service properties may differ} */
  boolean isSameMachine(SimSettings other) {
    return name.equals(other.name)
        && shape.equals(other.shape)
        && directory.equals(other.directory);
  }

  /**
   * {@return the receiver's name; different directories are different receivers, even of machines
   * with the same name}
   */
  public String receiver() {
    return directory.isEmpty() ? "sim/" + name : "sim/" + name + "@" + directory;
  }
}

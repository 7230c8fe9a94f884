package kexec.sim.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a simulated machine. */
@ObjectClassDefinition(
    name = "jkexec: simulated machine",
    description =
        "A machine that carries images out in memory, checks every byte, and jumps nowhere.")
@interface SimConfig {

  /** The machine's name. */
  @AttributeDefinition(
      name = "Name",
      description = "By which the machine is chosen: letters, digits, hyphens.")
  String name() default SimSettings.NAME;

  /** The machine's memory. */
  @AttributeDefinition(
      name = "Memory map",
      description =
          "Like: [0x0, 0x9f000) ram; [0xf0000, 0x100000) reserved; crash kernel [0x1000, 0x9000)."
              + " Types: ram, reserved, acpi, nvs, unusable, pmem.")
  String memory() default SimSettings.PC_4_GIB;

  /** Whether frames are scrambled. */
  @AttributeDefinition(
      name = "Scrambled frames",
      description = "Whether physical and machine frames differ, as under Xen.")
  boolean scrambled() default false;

  /** Whether the crash region cannot be written before the jump. */
  @AttributeDefinition(
      name = "Staged crash region",
      description = "Whether the crash region cannot be written before the jump.")
  boolean stagedCrash() default false;

  /** Whether the allocator returns the pages that are hardest to use. */
  @AttributeDefinition(
      name = "Awkward pages",
      description = "Whether the allocator hands out the pages that are the most work to use.")
  boolean awkward() default false;

  /** The seed of all random values. */
  @AttributeDefinition(name = "Seed", description = "Of everything that is random.")
  long seed() default SimSettings.SEED;

  /** The faults to inject. */
  @AttributeDefinition(
      name = "Faults",
      description =
          "What is to fail: rules, prepare, allocate, write, load, commit, unload, shutdown, execute,"
              + " status, flip-byte, drop-zero-fill, wrong-entry. May be changed while images are"
              + " loaded.")
  String[] fail() default {};

  /** The directory of the images. */
  @AttributeDefinition(
      name = "Directory",
      description =
          "Where loaded images are kept. Empty: sim/<name> in the directory that the framework"
              + " property kexec.state.directory names, else in the bundle's own data area.")
  String directory() default "";

  /** Whether the machine is used only by name. */
  @AttributeDefinition(
      name = "By name only",
      description = "Whether the machine is taken only where its name is given.")
  boolean namedOnly() default true;

  /** The ranking of the services. */
  @AttributeDefinition(name = "Ranking", description = "service.ranking of the machine's services.")
  int service_ranking() default SimSettings.RANKING;
}

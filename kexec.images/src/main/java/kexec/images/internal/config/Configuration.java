package kexec.images.internal.config;

import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.plan.Slot;

/** A configuration as it was found. */
public sealed interface Configuration {

  /** {@return its name} */
  String name();

  /** {@return the slot that it is for; of an invalid one, the slot that it most probably is for} */
  Slot slot();

  /** {@return the slots that it may be for: all if that cannot be told} */
  Set<Slot> claimed();

  /** {@return the kernel file or the boot entry that it names, for people} */
  String wanted();

  /**
   * A configuration that can be followed.
   *
   * @param config its values
   */
  record Valid(ImageConfig config) implements Configuration {
    @Override
    public String name() {
      return config.name();
    }

    @Override
    public Slot slot() {
      return config.slot();
    }

    @Override
    public Set<Slot> claimed() {
      return Set.of(config.slot());
    }

    @Override
    public String wanted() {
      return config.kernel().text();
    }
  }

  /**
   * A configuration that cannot be followed.
   *
   * @param name its name
   * @param named the slot that it names, if that can be told
   * @param fault everything that is wrong with it
   */
  record Invalid(String name, Optional<Slot> named, Fault fault) implements Configuration {
    @Override
    public Slot slot() {
      return named.orElse(Slot.DEFAULT);
    }

    @Override
    public Set<Slot> claimed() {
      return named.map(Set::of).orElse(Set.of(Slot.values()));
    }

    @Override
    public String wanted() {
      return "nothing that can be told";
    }
  }
}

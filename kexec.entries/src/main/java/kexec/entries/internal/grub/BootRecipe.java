package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the commands of a menu entry load. Not thread-safe. */
final class BootRecipe {

  /** Each condition that is not known copies them. */
  private static final int MOST = 100;

  /**
   * A file with its words.
   *
   * @param file GRUB's name of the file
   * @param line the words behind it
   * @param root the value of GRUB's variable {@code root} then
   */
  record Loaded(GrubText file, GrubText line, GrubText root) {}

  private @Nullable Loaded kernel;
  private List<Loaded> initrds = new ArrayList<>();
  private List<Loaded> modules = new ArrayList<>();
  private @Nullable Loaded deviceTree;
  private boolean hypervisor;
  private boolean unclear;

  BootRecipe() {}

  void kernel(Loaded value) {
    kernel = value;
  }

  void hypervisor(Loaded value) {
    kernel = value;
    hypervisor = true;
  }

  void initrds(List<Loaded> value) {
    initrds = new ArrayList<>(value.subList(0, Math.min(value.size(), MOST)));
    unclear |= value.size() > MOST;
  }

  void addModule(Loaded value) {
    if (modules.size() < MOST) {
      modules.add(value);
    } else {
      unclear = true;
    }
  }

  void deviceTree(Loaded value) {
    deviceTree = value;
  }

  @Nullable Loaded kernel() {
    return kernel;
  }

  List<Loaded> initrds() {
    return List.copyOf(initrds);
  }

  List<Loaded> modules() {
    return List.copyOf(modules);
  }

  @Nullable Loaded deviceTree() {
    return deviceTree;
  }

  boolean isHypervisor() {
    return hypervisor;
  }

  /** {@return whether what is loaded depends on what only the machine could tell} */
  boolean isUnclear() {
    return unclear;
  }

  BootRecipe copy() {
    BootRecipe copy = new BootRecipe();
    copy.kernel = kernel;
    copy.initrds = new ArrayList<>(initrds);
    copy.modules = new ArrayList<>(modules);
    copy.deviceTree = deviceTree;
    copy.hypervisor = hypervisor;
    copy.unclear = unclear;
    return copy;
  }

  /** Takes over what happened in another run from the same start. */
  void merge(BootRecipe other) {
    unclear |=
        other.unclear
            || !Objects.equals(kernel, other.kernel)
            || !initrds.equals(other.initrds)
            || !modules.equals(other.modules)
            || !Objects.equals(deviceTree, other.deviceTree);
    if (kernel == null) {
      kernel = other.kernel;
      initrds = other.initrds;
      modules = other.modules;
      hypervisor = other.hypervisor;
    }
  }
}

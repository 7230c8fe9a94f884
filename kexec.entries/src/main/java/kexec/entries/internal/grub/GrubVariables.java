package kexec.entries.internal.grub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** GRUB's variables while a script is carried out. Not thread-safe. */
final class GrubVariables {

  /** Each condition that is not known copies them. */
  private static final int MOST = 1000;

  private final Map<String, GrubText> values = new HashMap<>();
  private final Set<String> exported = new HashSet<>();

  /** Whether variables may be set that are not here, as from a file that cannot be read. */
  private boolean incomplete;

  GrubVariables() {}

  GrubText get(String name) {
    GrubText value = values.get(name);
    if (value != null) {
      return value;
    }
    return incomplete ? GrubText.EMPTY.uncertain() : GrubText.EMPTY;
  }

  void set(String name, GrubText value) {
    if (values.size() >= MOST && !values.containsKey(name)) {
      incomplete = true;
    } else {
      values.put(name, value);
    }
  }

  void unset(String name) {
    set(name, GrubText.EMPTY);
  }

  void export(String name) {
    exported.add(name);
  }

  void setIncomplete() {
    incomplete = true;
  }

  GrubVariables copy() {
    GrubVariables copy = new GrubVariables();
    copy.values.putAll(values);
    copy.exported.addAll(exported);
    copy.incomplete = incomplete;
    return copy;
  }

  /** {@return what another menu sees: exported variables only} */
  GrubVariables forMenu() {
    GrubVariables copy = copy();
    copy.values.keySet().retainAll(exported);
    copy.incomplete = false;
    return copy;
  }

  void replaceBy(GrubVariables other) {
    values.clear();
    values.putAll(other.values);
    exported.addAll(other.exported);
    incomplete = other.incomplete;
  }

  /** Takes over what happened in another run from the same start: what differs is not certain. */
  void merge(GrubVariables other) {
    Set<String> names = new HashSet<>(values.keySet());
    names.addAll(other.values.keySet());
    for (String name : names) {
      GrubText own = get(name);
      if (!own.equals(other.get(name))) {
        values.put(name, own.uncertain());
      }
    }
    exported.addAll(other.exported);
    incomplete |= other.incomplete;
  }
}

package kexec.itest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kexec.api.machine.MachineStatus;
import kexec.api.plan.Slot;

/**
 * What holds images and outlives all bundles, as a kernel does. It replaces an image at once, and
 * remembers what it held when. It keeps texts only, so that it holds no class of a bundle.
 */
final class StormyReceiver {

  private static final int MOST_REMEMBERED = 200;

  /** What a slot held from a time on; empty for nothing. */
  record Content(long nanos, String line) {}

  private final String name;
  private final Map<Slot, String> identities = new EnumMap<>(Slot.class);
  private final Map<Slot, Deque<Content>> history = new EnumMap<>(Slot.class);
  private long images;

  StormyReceiver(String name) {
    this.name = name;
    for (Slot slot : Slot.values()) {
      history.put(slot, new ArrayDeque<>(List.of(new Content(System.nanoTime(), ""))));
    }
  }

  String name() {
    return name;
  }

  synchronized String load(Slot slot, String line) {
    String identity = name + " " + ++images;
    identities.put(slot, identity);
    remember(slot, line);
    return identity;
  }

  synchronized void unload(Slot slot) {
    if (identities.remove(slot) != null) {
      remember(slot, "");
    }
  }

  private void remember(Slot slot, String line) {
    Deque<Content> known = history.get(slot);
    known.addLast(new Content(System.nanoTime(), line));
    if (known.size() > MOST_REMEMBERED) {
      known.removeFirst();
    }
  }

  synchronized MachineStatus status() {
    return new MachineStatus(Set.copyOf(identities.keySet()), Map.copyOf(identities), Map.of());
  }

  synchronized String line(Slot slot) {
    return history.get(slot).getLast().line();
  }

  boolean isArmed() {
    return !line(Slot.CRASH).isEmpty();
  }

  /** Returns what a slot held between two times, oldest first; empty if that is forgotten. */
  synchronized List<Content> between(Slot slot, long from, long to) {
    List<Content> during = new ArrayList<>();
    boolean isKnown = false;
    for (Content content : history.get(slot)) {
      if (content.nanos() - from <= 0) {
        during.clear();
        isKnown = true;
      }
      if (content.nanos() - to <= 0) {
        during.add(content);
      }
    }
    return isKnown ? during : List.of();
  }
}

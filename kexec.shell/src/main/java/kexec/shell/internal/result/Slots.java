package kexec.shell.internal.result;

import java.util.AbstractList;
import java.util.List;
import kexec.api.SlotStatus;
import kexec.api.image.ConfiguredImage;

/** The slots of the receivers: a list for scripts, which also knows how it is shown. */
public final class Slots extends AbstractList<SlotStatus> {

  private final List<SlotStatus> slots;
  private final List<ConfiguredImage> configured;
  private final boolean all;

  /**
   * Creates the list.
   *
   * @param slots the slots
   * @param configured the images that configurations describe
   * @param all whether every slot was asked for, with its receiver
   */
  public Slots(List<SlotStatus> slots, List<ConfiguredImage> configured, boolean all) {
    this.slots = List.copyOf(slots);
    this.configured = List.copyOf(configured);
    this.all = all;
  }

  /** {@return whether every slot was asked for, with its receiver} */
  public boolean all() {
    return all;
  }

  /** {@return the images that configurations describe} */
  public List<ConfiguredImage> configured() {
    return configured;
  }

  @Override
  public SlotStatus get(int index) {
    return slots.get(index);
  }

  @Override
  public int size() {
    return slots.size();
  }
}

package kexec.picture.internal.draw;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import kexec.api.text.Size;

/**
 * A segment as it is drawn.
 *
 * @param number its number in the picture, from 1
 * @param role its purpose
 * @param memory its addresses
 * @param content the length of its content in bytes, unsigned; zeros follow
 */
public record Item(int number, SegmentRole role, Range<MachineAddress> memory, long content) {

  /** {@return the addresses of its content} */
  Range<MachineAddress> contentRange() {
    boolean fits = Long.compareUnsigned(content, memory.size()) <= 0;
    return fits ? Range.ofSize(memory.start(), content) : memory;
  }

  /** {@return it in words} */
  String words() {
    return "%s %s %s, %s, content %s"
        .formatted(number, role.label(), memory, Size.human(memory.size()), Size.human(content));
  }
}

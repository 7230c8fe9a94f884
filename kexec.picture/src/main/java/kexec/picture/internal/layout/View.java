package kexec.picture.internal.layout;

import java.util.List;

/**
 * A part of the memory that is drawn to scale, as one strip.
 *
 * @param scale its addresses, and where it lies from left to right
 * @param parent the index, in the level above, of the view that it enlarges a part of; 0 for the
 *     view of everything
 * @param marks what is labelled in it, ascending; unmodifiable
 */
public record View(Scale scale, int parent, List<Mark> marks) {

  /** Makes the list unmodifiable. */
  public View {
    marks = List.copyOf(marks);
  }
}

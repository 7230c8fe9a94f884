package kexec.picture.internal.layout;

/**
 * A label on a strip: for one item, or for several ones that are too close together to have one
 * each.
 *
 * @param first the index of the first item
 * @param last the index of the last item
 */
public record Mark(int first, int last) {

  /** {@return whether it is for one item} */
  public boolean isSingle() {
    return first == last;
  }
}

package kexec.sim.internal.image;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import kexec.base.pagelist.PageListEntry;
import kexec.sim.internal.image.PageListWalk.BrokenListException;
import kexec.sim.internal.memory.SparseMemory;

/** The frames that hold an image before it is started. */
public final class ImageFrames {

  private ImageFrames() {}

  /**
   * {@return the frames, each once: of the page list and of all pages that it moves, or of the
   * segments if the content is in its place already}
   *
   * @param image the image
   * @param memory contains it
   * @throws BrokenListException if its page list cannot be read
   */
  public static long[] of(Image image, SparseMemory memory) throws BrokenListException {
    OptionalLong head = image.head();
    return head.isPresent() ? listed(image, memory, head.getAsLong()) : inPlace(image, memory);
  }

  private static long[] listed(Image image, SparseMemory memory, long head)
      throws BrokenListException {
    LongStream.Builder frames = LongStream.builder();
    PageListWalk walk = new PageListWalk(memory, head, PageListWalk.mostEntries(image));
    PageListEntry entry = walk.next();
    while (entry.flags() != PageListEntry.DONE) {
      if (entry.flags() != PageListEntry.DESTINATION) {
        frames.add(memory.frameOf(entry.address().value()));
      }
      entry = walk.next();
    }
    return frames.build().toArray();
  }

  private static long[] inPlace(Image image, SparseMemory memory) {
    return image.segments().stream()
        .flatMapToLong(
            s ->
                LongStream.range(
                    memory.frameOf(s.memory().start().value()),
                    memory.frameOf(s.memory().end().value())))
        .toArray();
  }
}

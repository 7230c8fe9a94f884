package kexec.receiver.staging;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.DataPart;
import kexec.api.plan.Digest;
import kexec.api.plan.Digester;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.SystemCallException;

/**
 * Places the content of segments at consecutive addresses, as {@code kexec_load} requires.
 *
 * <p>A piece of a mapped file is consecutive already. For content of several pieces, the files'
 * whole pages are mapped one after another where their offsets allow it; only the rest is copied.
 * The digest is computed from the memory at those addresses. A file that changes after that changes
 * what the kernel copies, which only a check at the kernel's entry can detect; a file that is
 * truncated makes the call fail with {@code EFAULT}.
 */
final class SegmentMapper {

  /** What is digested between two reports. */
  private static final long PIECE = 16L << 20;

  private final LinuxCalls calls;
  private final PageSize page;

  SegmentMapper(LinuxCalls calls, PageSize page) {
    this.calls = calls;
    this.page = page;
  }

  /**
   * Stages a segment.
   *
   * @param attempted for error texts
   * @param done told how many more bytes were read, or need not be
   * @throws SystemCallException if the kernel does not reserve the addresses
   * @throws KexecException if the content has changed since it was planned
   */
  StagedSegment stage(Segment segment, String attempted, LongConsumer done)
      throws KexecException, SystemCallException {
    // The kernel adds zeros: padding does not prevent loading the file itself.
    SegmentData content = segment.data().withoutZerosAtItsEnd();
    if (content.size() == 0) {
      done.accept(segment.data().size());
      return new StagedSegment(told(segment, new VirtualAddress(0), 0), null, null);
    }
    Optional<ByteBuffer> whole = mappedAsOne(content);
    if (whole.isPresent()) {
      segment.requireContent(attempted, done);
      VirtualAddress at = calls.addressOf(whole.get());
      return new StagedSegment(told(segment, at, content.size()), whole.get(), null);
    }
    return join(segment, content.size(), attempted, done);
  }

  private static KexecSegment told(Segment segment, VirtualAddress at, long size) {
    return new KexecSegment(at, size, segment.memory().start(), segment.memory().size());
  }

  /** {@return the content, if it is one piece of a file in one mapping} */
  private static Optional<ByteBuffer> mappedAsOne(SegmentData data) throws KexecException {
    if (data.parts().size() != 1 || !(data.parts().get(0) instanceof DataPart.FilePart)) {
      return Optional.empty();
    }
    List<ByteBuffer> pieces = new ArrayList<>();
    data.read(pieces::add);
    return pieces.size() == 1 ? Optional.of(pieces.get(0)) : Optional.empty();
  }

  private StagedSegment join(Segment segment, long size, String attempted, LongConsumer done)
      throws KexecException, SystemCallException {
    SegmentData data = segment.data();
    Mapping mapping = Mapping.of(calls, page.roundUp(data.size()));
    boolean complete = false;
    try {
      long at = 0;
      for (DataPart part : data.parts()) {
        put(data, part, at, mapping);
        at += part.size();
      }
      if (!data.isHeld()) {
        segment.requireDigest(digest(mapping, data, done), attempted);
      } else {
        done.accept(data.size());
      }
      complete = true;
      return new StagedSegment(told(segment, mapping.start(), size), null, mapping);
    } finally {
      if (!complete) {
        mapping.close();
      }
    }
  }

  private void put(SegmentData data, DataPart part, long at, Mapping mapping)
      throws KexecException, SystemCallException {
    if (part instanceof DataPart.FilePart file) {
      putFile(data, file, at, mapping);
    } else if (part instanceof DataPart.BytesPart) {
      copy(data, at, at + part.size(), mapping);
    }
    // The memory is zero already.
  }

  private void putFile(SegmentData data, DataPart.FilePart part, long at, Mapping mapping)
      throws KexecException, SystemCallException {
    long end = at + part.size();
    long first = page.roundUp(at);
    long last = end & -page.bytes();
    if (!page.isAligned(at - part.offset()) || last <= first) {
      copy(data, at, end, mapping);
      return;
    }
    // Without a lease the path may name a different file by now; the digest will detect it.
    try (Descriptor file = calls.open(part.file().openPath())) {
      mapping.putFile(first, last - first, file, part.offset() + first - at);
    }
    copy(data, at, first, mapping);
    copy(data, last, end, mapping);
  }

  private static void copy(SegmentData data, long from, long to, Mapping mapping)
      throws KexecException {
    long[] next = {from};
    data.slice(from, to - from)
        .read(
            chunk -> {
              int length = chunk.remaining();
              mapping.putBytes(next[0], chunk);
              next[0] += length;
            });
  }

  private static Digest digest(Mapping mapping, SegmentData data, LongConsumer done)
      throws KexecException {
    Digester digester = new Digester();
    try {
      long at = 0;
      while (at < data.size()) {
        ByteBuffer piece = mapping.view(at, Math.min(at + PIECE, data.size()));
        int length = piece.remaining();
        digester.update(piece);
        at += length;
        done.accept(length);
      }
      // A fault in a mapping is reported some time after the access, and here at the latest, where
      // the file sizes are checked.
      data.requireWhole();
    } catch (InternalError e) {
      throw data.unreadable(e);
    }
    return digester.digest();
  }
}

package kexec.base.purgatory;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/** Segments as purgatory is told of them, and what the memory has, which may differ. */
public final class DamageableImage {

  /** What the memory has at an address; zeros follow. */
  public record Piece(long start, SegmentData content, long memory) {

    /** {@return a copy of the content} */
    public byte[] bytes() {
      byte[] bytes = new byte[Math.toIntExact(content.size())];
      content.buffer(0, bytes.length).get(bytes);
      return bytes;
    }
  }

  private final List<Segment> segments = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();

  /** Adds a segment with its digest. */
  public void add(SegmentRole role, long start, byte[] content, long memory)
      throws NoSuchAlgorithmException {
    addMissing(role, start, content, memory);
    addUnchecked(start, content, memory);
  }

  /** Adds a segment that the memory does not have. */
  public void addMissing(SegmentRole role, long start, byte[] content, long memory)
      throws NoSuchAlgorithmException {
    segments.add(
        new Segment(
            role,
            Range.ofSize(new MachineAddress(start), memory),
            SegmentData.ofBytes(content),
            Digest.of(TreeDigest.of(content))));
  }

  /** Changes a byte of a segment's memory, after its digest was computed. */
  public void damage(int index, int offset) {
    Piece piece = pieces.get(index);
    byte[] content = piece.bytes();
    byte[] longer = Arrays.copyOf(content, Math.max(content.length, offset + 1));
    longer[offset] ^= 0x40;
    pieces.set(index, new Piece(piece.start(), SegmentData.ofBytes(longer), piece.memory()));
  }

  /** Adds what nobody checks. */
  public void addUnchecked(long start, byte[] content, long memory) {
    pieces.add(new Piece(start, SegmentData.ofBytes(content), memory));
  }

  /** {@return what purgatory is told} */
  public List<Segment> segments() {
    return List.copyOf(segments);
  }

  /** {@return what the memory has} */
  public List<Piece> pieces() {
    return List.copyOf(pieces);
  }
}

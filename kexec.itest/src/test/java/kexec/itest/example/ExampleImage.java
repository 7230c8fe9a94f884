package kexec.itest.example;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.plan.Digest;
import kexec.api.plan.Digester;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;

/**
 * An image in the memory of this process.
 *
 * @param identity a name that no other image has
 * @param pieces its segments
 */
public record ExampleImage(String identity, List<Piece> pieces) {

  /**
   * A copy of a segment.
   *
   * @param segment the segment
   * @param content its content, from position 0 to the limit; zeros follow it to the capacity
   */
  public record Piece(Segment segment, ByteBuffer content) {}

  /**
   * Copies the segments of a plan.
   *
   * @param plan the plan, whose segments are at most 2 GiB each
   * @param attempted what is being done, as a gerund, for error messages
   * @throws KexecException if a file cannot be read, or no longer has the planned content
   */
  static ExampleImage copyOf(Plan plan, String attempted) throws KexecException {
    List<Piece> pieces = new ArrayList<>();
    for (Segment segment : plan.segments()) {
      ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(segment.memory().size()));
      segment.data().read(copy::put);
      // The digest of the copy, not of the file, which may change between two reads.
      Digester digester = new Digester();
      digester.update(copy.flip().duplicate());
      segment.requireDigest(digester.digest(), attempted);
      pieces.add(new Piece(segment, copy));
    }
    return new ExampleImage(UUID.randomUUID().toString(), List.copyOf(pieces));
  }

  /** {@return for each segment whether the copy is still what was planned} */
  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (Piece piece : pieces) {
      Digester digester = new Digester();
      digester.update(piece.content().duplicate());
      Digest now = digester.digest();
      boolean same = now.equals(piece.segment().digest());
      checks.add(new Check(piece.segment().toString(), same, now.toString()));
    }
    return checks;
  }

  /** {@return the bytes of memory that the image occupies} */
  long size() {
    return pieces.stream().mapToLong(piece -> piece.content().capacity()).sum();
  }
}

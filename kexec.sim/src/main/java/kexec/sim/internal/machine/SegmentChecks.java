package kexec.sim.internal.machine;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import kexec.api.plan.Digest;
import kexec.api.plan.Digester;
import kexec.api.progress.ProgressListener;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.memory.SparseMemory;

/** Compares every byte of every segment with the plan. */
final class SegmentChecks {

  private final SparseMemory memory;
  private final byte[] zeros;

  SegmentChecks(SparseMemory memory) {
    this.memory = memory;
    this.zeros = new byte[memory.pageBytes()];
  }

  /** Checks all segments; returns the number of compared bytes. */
  long run(Image image, Checks checks, ProgressListener progress) {
    long bytes = image.segments().stream().mapToLong(segment -> segment.memory().size()).sum();
    LongConsumer done = progress.begin("comparing every byte", bytes);
    for (ImageSegment segment : image.segments()) {
      checkContent(segment, checks, done);
      checkZeroFill(segment, checks, done);
    }
    return bytes;
  }

  private void checkContent(ImageSegment segment, Checks checks, LongConsumer done) {
    long start = segment.memory().start().value();
    long size = segment.contentBytes();
    Digest seen =
        Digester.ofChunks(
            size,
            index -> {
              long from = index * Digester.CHUNK;
              return digest(start + from, Math.min(Digester.CHUNK, size - from));
            },
            done);
    String subject = segment.name() + " content";
    if (seen.equals(segment.digest())) {
      checks.pass(subject, "%s bytes, digest %s".formatted(size, seen));
    } else {
      checks.fail(subject, "its digest is %s, the plan says %s".formatted(seen, segment.digest()));
    }
  }

  private Digest digest(long address, long length) {
    Digester digester = new Digester();
    // Zeros are counted, because the digest of a run of zeros is known.
    AtomicLong zerosBefore = new AtomicLong();
    memory.read(
        address,
        length,
        (piece, whole) -> {
          int zero = whole - piece.remaining();
          if (piece.hasRemaining()) {
            digester.updateZeros(zerosBefore.getAndSet(0));
            digester.update(piece);
          }
          zerosBefore.addAndGet(zero);
        });
    digester.updateZeros(zerosBefore.get());
    return digester.digest();
  }

  private void checkZeroFill(ImageSegment segment, Checks checks, LongConsumer done) {
    long length = segment.memory().size() - segment.contentBytes();
    if (length == 0) {
      return;
    }
    long start = segment.memory().start().value() + segment.contentBytes();
    AtomicLong zerosSeen = new AtomicLong();
    AtomicLong firstOther = new AtomicLong(-1);
    memory.read(
        start,
        length,
        (chunk, size) -> {
          int other = firstNonZero(chunk);
          if (other >= 0) {
            firstOther.compareAndSet(-1, start + zerosSeen.get() + other);
          }
          zerosSeen.addAndGet(size);
          done.accept(size);
        });
    String subject = segment.name() + " zero fill";
    if (firstOther.get() == -1) {
      checks.pass(subject, "%s bytes from 0x%x".formatted(length, start));
    } else {
      checks.fail(subject, "the byte at 0x%x is not zero".formatted(firstOther.get()));
    }
  }

  private int firstNonZero(ByteBuffer chunk) {
    return chunk.mismatch(ByteBuffer.wrap(zeros, 0, chunk.remaining()));
  }
}

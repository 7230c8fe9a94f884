package kexec.core.internal.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import kexec.linux.sys.Steps.Failure;

/**
 * A file of {@link FailingFiles}: writing, cutting, forcing, locking and closing it are steps that
 * can fail.
 */
final class FailingChannel extends FileChannel {

  private final FileChannel real;
  private final FailingFiles files;

  FailingChannel(FileChannel real, FailingFiles files) {
    this.real = real;
    this.files = files;
  }

  /** Passes a step, and returns how many bytes it is to write. */
  private int permitted(ByteBuffer bytes) throws IOException {
    Optional<Failure> failure = files.next("write");
    if (failure.equals(Optional.of(FailingFiles.SHORT))) {
      return (bytes.remaining() + 1) / 2;
    }
    if (failure.isPresent()) {
      throw FailingFiles.exception(failure.get(), "a file");
    }
    return bytes.remaining();
  }

  private static int advanced(ByteBuffer bytes, int written) {
    bytes.position(bytes.position() + written);
    return written;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    ByteBuffer part = bytes.slice(bytes.position(), permitted(bytes));
    return advanced(bytes, real.write(part));
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    ByteBuffer part = bytes.slice(bytes.position(), permitted(bytes));
    return advanced(bytes, real.write(part, position));
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    files.step("truncate", "a file");
    real.truncate(size);
    return this;
  }

  /** Does not wait for a disk. */
  @Override
  public void force(boolean metaData) throws IOException {
    files.step("force", "a file");
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return real.read(into);
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return real.read(into, position);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean isShared) throws IOException {
    return real.lock(position, size, isShared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean isShared) throws IOException {
    files.step("lock", "a file");
    return real.tryLock(position, size, isShared);
  }

  /** What cannot be closed is closed all the same, and its locks end: close(2). */
  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
    files.step("close", "a file");
  }
}

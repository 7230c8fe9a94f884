package kexec.receiver.staging;

import java.nio.ByteBuffer;
import kexec.linux.sys.KexecSegment;
import org.jspecify.annotations.Nullable;

/**
 * A segment whose content is at consecutive addresses of this process.
 *
 * @param segment the segment for the kernel
 * @param buffer keeps a mapped file mapped, or null
 * @param mapping the addresses if this segment owns them, or null
 */
record StagedSegment(KexecSegment segment, @Nullable ByteBuffer buffer, @Nullable Mapping mapping)
    implements AutoCloseable {

  @Override
  public void close() {
    if (mapping != null) {
      mapping.close();
    }
  }
}

package kexec.base.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kexec.api.fault.BadFileException;
import kexec.api.plan.FileLease;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentCopyTest {

  private static final int SIZE = 5_000_001;

  @TempDir Path directory;

  private final byte[] content = new byte[SIZE];
  private Path source;
  private Path target;

  @BeforeEach
  void makeSource() throws Exception {
    new Random(1).nextBytes(content);
    source = Files.write(directory.resolve("source"), content);
    target = directory.resolve("target");
  }

  /** Holds the file by another name, as a descriptor does. */
  private MappedFile held() throws Exception {
    Path kept = Files.createLink(directory.resolve("kept"), source);
    return MappedFile.open(source, file -> Optional.of(new KeptFile(kept)));
  }

  private record KeptFile(Path path) implements FileLease {

    @Override
    public boolean isHeld() {
      return true;
    }

    @Override
    public void close() {}
  }

  private void write(SegmentData data, long at) throws Exception {
    try (FileChannel to =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      to.position(at);
      ContentCopy.write(data, to);
      assertThat(to.position()).isEqualTo(at + data.size());
    }
  }

  private void assertPartsAreWritten(MappedFile file) throws Exception {
    SegmentData data =
        SegmentData.concat(
            List.of(
                SegmentData.ofFile(file, 3, 4_000_000),
                SegmentData.zeros(70_000),
                SegmentData.ofBytes(new byte[] {1, 2}),
                SegmentData.ofFile(file, SIZE - 1, 1),
                SegmentData.zeros(1)));
    write(data, 4096);
    byte[] written = Files.readAllBytes(target);
    byte[] wanted = new byte[4096 + 4_000_000 + 70_000 + 4];
    System.arraycopy(content, 3, wanted, 4096, 4_000_000);
    wanted[wanted.length - 4] = 1;
    wanted[wanted.length - 3] = 2;
    wanted[wanted.length - 2] = content[SIZE - 1];
    assertThat(Arrays.equals(written, wanted)).isTrue();
  }

  @Test
  void partsOfAMappedFileAreWritten() throws Exception {
    assertPartsAreWritten(MappedFile.open(source));
  }

  @Test
  void partsOfAHeldFileAreWritten() throws Exception {
    assertPartsAreWritten(held());
  }

  @Test
  void mappedFileIsCopiedAlthoughAnotherHasItsName() throws Exception {
    MappedFile file = MappedFile.open(source);
    Path other = Files.write(directory.resolve("other"), new byte[SIZE]);
    Files.move(other, source, StandardCopyOption.REPLACE_EXISTING);
    write(file.data(), 0);
    assertThat(Arrays.equals(Files.readAllBytes(target), content)).isTrue();
  }

  @Test
  void heldFileIsCopiedAlthoughAnotherHasItsName() throws Exception {
    MappedFile file = held();
    Path other = Files.write(directory.resolve("other"), new byte[SIZE]);
    Files.move(other, source, StandardCopyOption.REPLACE_EXISTING);
    write(file.data(), 0);
    assertThat(Arrays.equals(Files.readAllBytes(target), content)).isTrue();
  }

  @Test
  void truncatedFileIsRefused() throws Exception {
    MappedFile file = MappedFile.open(source);
    try (RandomAccessFile cut = new RandomAccessFile(source.toFile(), "rw")) {
      cut.setLength(4096);
    }
    assertThatThrownBy(() -> write(file.data(), 0)).isInstanceOf(BadFileException.class);
  }
}

package kexec.receiver.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import kexec.api.fault.BadFileException;
import kexec.api.memory.PageSize;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.FakeKernel;
import kexec.receiver.FakeTree;
import kexec.receiver.LinuxPlans;
import kexec.receiver.host.KexecArchitecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentMapperTest {

  private static final int PAGE = 4096;

  @TempDir private Path directory;

  private FakeKernel kernel;
  private LinuxCalls calls;
  private LinuxPlans files;

  @BeforeEach
  void makeCalls() throws Exception {
    kernel =
        new FakeKernel(
            new FakeTree(directory.resolve("root")),
            KexecArchitecture.X86_64,
            RunningLinux.calls());
    calls = kernel;
    files = new LinuxPlans(directory);
  }

  @Test
  void aPieceOfAFileStaysWhereItIsMapped() throws Exception {
    MappedFile file = files.file("file", LinuxPlans.bytes(1, 3 * PAGE));
    SegmentData data = SegmentData.ofFile(file, 1234, 5000);
    ByteBuffer mapped = data.buffer(0, 5000);
    try (StagedSegment staged = stage(data)) {
      assertThat(staged.segment().buf()).isEqualTo(calls.addressOf(mapped));
      assertThat(staged.segment().bufsz()).isEqualTo(5000);
      assertThat(kernel.taken()).isZero();
    }
  }

  @ParameterizedTest(name = "{0} bytes at {1}, {2} bytes at {3}")
  @CsvSource({
    "4096, 0, 4096, 0", "8192, 0, 12288, 4096", "100, 0, 9000, 100", "5000, 96, 9000, 904",
    "1, 0, 1, 0", "4095, 0, 4097, 4095", "4097, 4096, 4095, 1", "12288, 4095, 12288, 4095"
  })
  void twoPiecesAreJoined(int size, int offset, int size2, int offset2) throws Exception {
    MappedFile first = files.file("first", LinuxPlans.bytes(1, offset + size + 7));
    MappedFile second = files.file("second", LinuxPlans.bytes(2, offset2 + size2 + 7));
    SegmentData data =
        SegmentData.concat(
            List.of(
                SegmentData.ofFile(first, offset, size),
                SegmentData.ofFile(second, offset2, size2)));
    assertStagedAsItIs(data);
    assertThat(kernel.taken()).isZero();
  }

  @Test
  void wholePagesOfJoinedFilesAreMapped() throws Exception {
    MappedFile first = files.file("first", LinuxPlans.bytes(1, 4 * PAGE));
    MappedFile second = files.file("second", LinuxPlans.bytes(2, 4 * PAGE + 5));
    SegmentData data = SegmentData.concat(List.of(first.data(), second.data()));
    try (StagedSegment staged = stage(data)) {
      // A mapping shows a change of the file; a copy would not.
      change(second.path(), PAGE);
      assertThat(viewOf(staged).get(5 * PAGE)).isEqualTo(second.data().buffer(PAGE, 1).get(0));
    }
  }

  @Test
  void bytesAndZerosAreJoined() throws Exception {
    assertStagedAsItIs(
        SegmentData.concat(
            List.of(
                SegmentData.ofBytes(LinuxPlans.bytes(1, 5000)),
                SegmentData.zeros(100_000),
                SegmentData.ofBytes(LinuxPlans.bytes(2, 10)))));
  }

  @Test
  void aFileBeyondOneMappingIsOneRange() throws Exception {
    Path path = directory.resolve("large");
    long size = (1L << 30) + 3 * PAGE + 17;
    try (RandomAccessFile large = new RandomAccessFile(path.toFile(), "rw")) {
      large.setLength(size);
      large.seek((1L << 30) - 8);
      large.write(LinuxPlans.bytes(1, 16));
    }
    try (StagedSegment staged = stage(MappedFile.open(path).data())) {
      ByteBuffer around = calls.view(staged.segment().buf().plus((1L << 30) - 8), 16);
      byte[] seen = new byte[16];
      around.get(seen);
      assertThat(seen).isEqualTo(LinuxPlans.bytes(1, 16));
      assertThat(staged.segment().bufsz()).isEqualTo(size);
    }
    assertThat(kernel.taken()).isZero();
  }

  @Test
  void aJoinedFileThatWasReplacedIsNoticed() throws Exception {
    MappedFile first = files.file("first", LinuxPlans.bytes(1, 4 * PAGE));
    MappedFile second = files.file("second", LinuxPlans.bytes(2, 4 * PAGE));
    Segment segment = segment(SegmentData.concat(List.of(first.data(), second.data())));
    Files.delete(second.path());
    Files.write(second.path(), LinuxPlans.bytes(3, 4 * PAGE));
    BadFileException refusal =
        catchThrowableOfType(
            BadFileException.class,
            () -> new SegmentMapper(calls, PageSize.KIB_4).stage(segment, "staging", bytes -> {}));
    assertThat(refusal.fault().code()).isEqualTo("content-changed");
    assertThat(kernel.taken()).isZero();
  }

  @Test
  void aJoinedFileThatWasCutShortIsNoticed() throws Exception {
    MappedFile first = files.file("first", LinuxPlans.bytes(1, 4 * PAGE));
    MappedFile second = files.file("second", LinuxPlans.bytes(2, 4 * PAGE));
    Segment segment = segment(SegmentData.concat(List.of(first.data(), second.data())));
    try (RandomAccessFile cut = new RandomAccessFile(second.path().toFile(), "rw")) {
      cut.setLength(PAGE);
    }
    BadFileException refusal =
        catchThrowableOfType(
            BadFileException.class,
            () -> new SegmentMapper(calls, PageSize.KIB_4).stage(segment, "staging", bytes -> {}));
    assertThat(refusal.fault().code()).isIn("file-changed", "content-changed");
    assertThat(kernel.taken()).isZero();
  }

  @Test
  void aJoinedFileThatIsGoneIsNamed() throws Exception {
    MappedFile first = files.file("first", LinuxPlans.bytes(1, 4 * PAGE));
    Segment segment =
        segment(SegmentData.concat(List.of(first.data(), SegmentData.ofBytes(new byte[1]))));
    Files.delete(first.path());
    assertThatThrownBy(
            () -> new SegmentMapper(calls, PageSize.KIB_4).stage(segment, "staging", bytes -> {}))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining(first.path().toString())
        .hasMessageEndingWith("ENOENT");
    assertThat(kernel.taken()).isZero();
  }

  private void assertStagedAsItIs(SegmentData data) throws Exception {
    try (StagedSegment staged = stage(data)) {
      byte[] seen = new byte[Math.toIntExact(data.size())];
      viewOf(staged).get(seen);
      assertThat(seen).isEqualTo(LinuxPlans.contentOf(data));
    }
  }

  private ByteBuffer viewOf(StagedSegment staged) {
    return calls.view(staged.segment().buf(), Math.toIntExact(staged.segment().bufsz()));
  }

  private StagedSegment stage(SegmentData data) throws Exception {
    AtomicLong done = new AtomicLong();
    StagedSegment staged =
        new SegmentMapper(calls, PageSize.KIB_4).stage(segment(data), "staging", done::addAndGet);
    assertThat(done).hasValue(data.size());
    return staged;
  }

  private static Segment segment(SegmentData data) throws Exception {
    return LinuxPlans.segment(SegmentRole.INITRD, 0x1000000, data.size(), data);
  }

  private static void change(Path file, int at) throws Exception {
    try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
      changed.seek(at);
      int old = changed.read();
      changed.seek(at);
      changed.write(~old);
    }
  }
}

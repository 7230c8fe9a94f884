package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import kexec.api.PlanRequest;
import kexec.api.boot.BootFile;
import kexec.api.fault.BadFileException;
import kexec.api.plan.Architecture;
import kexec.api.plan.MappedFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileGuardTest {

  private static final int SIZE = 100_000;

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void write() throws Exception {
    path = Files.write(directory.resolve("initrd"), new byte[SIZE]);
  }

  private void cutTo(long size) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void isChanged(BadFileException e) {
    assertThat(e.fault().code()).isEqualTo("file-changed");
  }

  @Test
  void whatIsReadFromWholeFilesIsHandedOn() throws Exception {
    BootFile file = BootFile.of(MappedFile.open(path));

    assertThat(FileGuard.read(List.of(file), () -> file.data().buffer(0, 1).get(0))).isZero();
  }

  @Test
  void aFaultInACutFileIsABadFile() throws Exception {
    BootFile file = BootFile.of(MappedFile.open(path));
    cutTo(0);

    assertThatThrownBy(() -> FileGuard.read(List.of(file), () -> file.data().buffer(0, 1).get(0)))
        .isInstanceOfSatisfying(BadFileException.class, FileGuardTest::isChanged);
  }

  @Test
  void zerosThatAreNotInTheFileAreABadFile() throws Exception {
    BootFile file = BootFile.of(MappedFile.open(path));
    cutTo(SIZE - 1);

    assertThatThrownBy(
            () -> FileGuard.read(List.of(file), () -> file.data().buffer(SIZE - 1, 1).get(0)))
        .isInstanceOfSatisfying(BadFileException.class, FileGuardTest::isChanged);
  }

  @Test
  void anErrorThatIsNoFilesFaultStaysOne() throws Exception {
    List<BootFile> files = List.of(BootFile.of(MappedFile.open(path)));
    InternalError error = new InternalError("of another kind");

    assertThatThrownBy(
            () ->
                FileGuard.read(
                    files,
                    () -> {
                      throw error;
                    }))
        .isSameAs(error);
  }

  @Test
  void anInitrdThatIsCutShortWhileItIsPlannedIsABadFile() throws Exception {
    Path kernel = Files.writeString(directory.resolve("kernel"), "FAKE");
    FakeProtocol protocol = new FakeProtocol("fake", Architecture.X86_64).after(image -> cutTo(10));
    PlanRequest request = PlanRequest.of(kernel).initrds(List.of(path)).build();

    assertThatThrownBy(() -> Planner.plan(request, Maps.machine(Maps.PC), List.of(protocol)))
        .isInstanceOfSatisfying(BadFileException.class, FileGuardTest::isChanged);
  }
}

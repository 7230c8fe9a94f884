package kexec.api.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CausesTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new IOException("No space left on device"), "No space left on device"),
        arguments(
            new IOException(new IOException("No space left on device")), "No space left on device"),
        arguments(
            new FileSystemException("/d/f", null, "Read-only file system"),
            "/d/f: Read-only file system"),
        arguments(new FileSystemException(null, null, "Too many links"), "Too many links"),
        arguments(new NoSuchFileException("/d/f"), "/d/f: there is no such file or directory"),
        arguments(new AccessDeniedException("/d/f"), "/d/f: this user has no permission"),
        arguments(new FileAlreadyExistsException("/d/f"), "/d/f: it is there already"),
        arguments(new NotDirectoryException("/d/f"), "/d/f: it is not a directory"),
        arguments(new DirectoryNotEmptyException("/d"), "/d: the system gave no reason"),
        arguments(new EOFException(), "the system gave no reason"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aCauseIsToldWithoutTheNameOfAClass(IOException failure, String cause) {
    assertThat(Causes.of(failure)).isEqualTo(cause).doesNotContain("java.", "Exception");
  }
}

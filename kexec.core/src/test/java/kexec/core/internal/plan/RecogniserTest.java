package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.plan.Architecture;
import kexec.api.plan.MappedFile;
import kexec.api.progress.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecogniserTest {

  private final FakeProtocol first = new FakeProtocol("first", Architecture.X86_64);
  private final FakeProtocol second = new FakeProtocol("second", Architecture.ARM);

  @TempDir Path directory;

  private MappedFile file(String content) throws Exception {
    return MappedFile.open(Files.writeString(directory.resolve("file"), content));
  }

  private Recogniser.Verdict ask(MappedFile file) throws Exception {
    return Recogniser.ask(file, file.data(), List.of(first, second), ProgressListener.NONE);
  }

  @Test
  void theFirstThatBootsAFileHasIt() throws Exception {
    Recogniser.Verdict verdict = ask(file("FAKE"));

    assertThat(verdict.kernel()).map(kernel -> kernel.protocol().name()).contains("first");
    assertThat(verdict.kernel().orElseThrow().facts().architecture())
        .isEqualTo(Architecture.X86_64);
    assertThat(second.asked).isEmpty();
  }

  @Test
  void everyReasonIsGathered() throws Exception {
    MappedFile file = file("neither");
    Recogniser.Verdict verdict = ask(file);

    assertThat(verdict.kernel()).isEmpty();
    assertThat(verdict.foreignTo())
        .isEqualTo(Map.of("first", "no FAKE at 0x0", "second", "no FAKE at 0x0"));
    assertThat(Recogniser.refusal(verdict))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("kernel-not-recognised");
              assertThat(finding.message())
                  .isEqualTo(
                      "no present boot protocol boots %s"
                          + " (first: no FAKE at 0x0; second: no FAKE at 0x0)",
                      file.path());
            });
  }

  @Test
  void aDamagedFileIsRefusedAsDamagedByEveryOneThatKnowsIt() throws Exception {
    MappedFile file = file("FAIL");

    assertThat(Recogniser.refusal(ask(file)))
        .extracting(Finding::code)
        .containsExactly("fake-damaged", "fake-damaged");
  }

  @Test
  void withoutAProtocolOneIsMissing() throws Exception {
    MappedFile file = file("FAKE");

    assertThat(
            Recogniser.refusal(Recogniser.ask(file, file.data(), List.of(), ProgressListener.NONE)))
        .extracting(Finding::code)
        .containsExactly("protocol-missing");
  }

  @Test
  void aFileThatIsCutShortWhileItIsLookedAtIsBad() throws Exception {
    MappedFile file = file("FAKE" + "k".repeat(100_000));
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }

    assertThatThrownBy(() -> ask(file))
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("file-changed"));
  }

  @Test
  void aKernelIsTakenOutOfItsWrapper() throws Exception {
    Recogniser.Kernel kernel = ask(gzipped("FAKE kernel")).kernel().orElseThrow();

    assertThat(kernel.facts().wrappers()).containsExactly("gzip");
    assertThat(kernel.file().size()).isEqualTo(11);
  }

  @Test
  void whatWasUnwrappedIsNamedWhereNothingBootsIt() throws Exception {
    assertThat(Recogniser.refusal(ask(gzipped("070701 an archive"))))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("unwrapped from gzip, which is a cpio archive"));
  }

  @Test
  void aDamagedWrapperIsAProblem() throws Exception {
    byte[] bytes = Files.readAllBytes(gzipped("FAKE kernel").path());
    bytes[bytes.length - 6] ^= 1;
    Path path = Files.write(directory.resolve("damaged"), bytes);

    assertThat(Recogniser.refusal(ask(MappedFile.open(path))))
        .singleElement()
        .satisfies(finding -> assertThat(finding.code()).startsWith("wrap-"));
  }

  private MappedFile gzipped(String content) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content.getBytes(StandardCharsets.US_ASCII));
    }
    return MappedFile.open(Files.write(directory.resolve("gzipped"), out.toByteArray()));
  }
}

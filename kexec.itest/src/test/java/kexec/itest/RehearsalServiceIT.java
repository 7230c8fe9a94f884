package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.rehearse.PlanExport;
import kexec.api.rehearse.Rehearsal;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What rehearses and exports plans comes and goes with its bundle. */
public class RehearsalServiceIT extends SimulatedMachineProbe {

  private Path directory;
  private Bundle rehearse;

  @BeforeEach
  void start() throws Exception {
    directory = Files.createTempDirectory(Path.of("target"), "rehearsal").toAbsolutePath();
    rehearse = lab.bundle("kexec.rehearse");
    lab.start(sim, MACHINE);
  }

  @AfterEach
  void stop() throws Exception {
    rehearse.start();
  }

  @Test
  void theServicesComeAndGoWithTheBundle() throws Exception {
    assertBothWork("first");

    rehearse.stop();
    assertThat(context.getServiceReference(Rehearsal.class)).isNull();
    assertThat(context.getServiceReference(PlanExport.class)).isNull();
    Path file = directory.resolve("none");
    assertRefused(export(file), "export-missing");
    assertThat(file).doesNotExist();
    assertRefused(rehearse(), "rehearsal-missing");
    assertRefused("load --rehearse" + kernel(), "rehearsal-missing");
    assertThat(execute("plan" + kernel())).contains(MACHINE);
    assertThat(execute("load" + kernel())).startsWith("loaded: default slot");
    assertThat(execute("status")).contains(MACHINE);
    execute("unload '--machine=%s'".formatted(MACHINE));

    rehearse.start();
    lab.service(Rehearsal.class);
    lab.service(PlanExport.class);
    assertBothWork("second");
  }

  @Test
  void theServicesComeBackWithAnUpdate() throws Exception {
    rehearse.update();
    lab.refresh();
    lab.service(Rehearsal.class);
    lab.service(PlanExport.class);
    assertBothWork("updated");
  }

  /** The synthetic kernel is no code: its rehearsal is one that does not succeed. */
  private void assertBothWork(String name) throws Exception {
    Path file = directory.resolve(name);
    assertThat(execute(export(file))).contains("ELF");
    assertThat(Files.readAllBytes(file)).startsWith(0x7f, 'E', 'L', 'F');
    try {
      assertThat(execute(rehearse())).contains("QEMU");
    } catch (KexecException e) {
      assertThat(e.fault().code()).isEqualTo("emulator-missing");
    }
  }

  private void assertRefused(String line, String code) {
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> execute(line));
    assertThat(refusal.fault().code()).isEqualTo(code);
  }

  private static String kernel() {
    return " '%s' '--machine=%s'".formatted(Kernels.path(), MACHINE);
  }

  private static String export(Path file) {
    return "export" + kernel() + " '--output=%s'".formatted(file);
  }

  private static String rehearse() {
    return "rehearse" + kernel() + " '--timeout=2'";
  }

  private String execute(String line) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandProcessor gogo = context.getService(context.getServiceReference(CommandProcessor.class));
    try (CommandSession session = gogo.createSession(InputStream.nullInputStream(), out, out)) {
      Object value = session.execute("kexec:" + line);
      return String.valueOf(session.format(value, Converter.INSPECT));
    }
  }
}

package kexec.itest;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.OptionUtils.combine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.PlanRefusedException;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * Every command gives the same answer in both runtimes: in a framework, where Declarative Services
 * assembles the bundles and Gogo runs the command, and as the executable jar, which assembles the
 * same objects without a framework. Each has a state directory of its own, and does the same things
 * in the same order.
 */
@Tag("once")
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class BothWaysIT {

  private static final Path DIRECTORY = Path.of("target", "both-ways").toAbsolutePath();
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+Z?";

  @Inject private BundleContext context;

  @Configuration
  public Option[] configuration() throws IOException {
    Kernels.write();
    Files.createDirectories(DIRECTORY);
    Files.write(DIRECTORY.resolve("cut"), Arrays.copyOf(Files.readAllBytes(Kernels.path()), 4096));
    Files.writeString(DIRECTORY.resolve("text"), "no kernel\n");
    // A process with a command does not reload lost images; neither may this framework here.
    return combine(
        RunDescriptor.options(),
        frameworkProperty("kexec.state.directory")
            .value(Files.createTempDirectory(DIRECTORY, "framework").toString()),
        frameworkProperty("kexec.retry").value("false"));
  }

  private static List<List<String>> commands() {
    String kernel = Kernels.path().toString();
    String cut = DIRECTORY.resolve("cut").toString();
    String text = DIRECTORY.resolve("text").toString();
    List<List<String>> commands = new ArrayList<>();
    for (String name :
        List.of(
            "plan",
            "load",
            "unload",
            "exec",
            "status",
            "backends",
            "inspect",
            "simulate",
            "compare",
            "crashsize",
            "rehearse",
            "export",
            "entries",
            "crashkernel",
            "explain")) {
      commands.add(List.of(name, "--help"));
    }
    for (List<String> command :
        List.of(
            List.of("backends"),
            List.of("status", "--all"),
            List.of("inspect", kernel),
            List.of("inspect", text),
            List.of("plan", kernel, "--machine=sim", "--append", "a=\"b c\""),
            List.of("plan", kernel, "--crash", "--machine=sim"),
            List.of("plan", cut, "--machine=sim"),
            List.of("plan", kernel, "--machine=absent"),
            List.of("compare", kernel, kernel, "--machine=sim"),
            List.of("simulate", kernel, "--scrambled"),
            List.of("crashsize", "--machine=sim"),
            List.of("entries"),
            List.of("plan", "--entry=no such entry"),
            List.of("crashkernel"),
            List.of("explain", "--machine=sim"),
            // What they do if nothing is refused takes time, and differs from run to run.
            List.of("export", kernel, "--machine=sim", "--output=" + text),
            List.of("export", cut, "--machine=sim", "--output=" + text),
            List.of("export", kernel, "--machine=sim"),
            List.of("rehearse", cut, "--machine=sim"),
            List.of("rehearse", kernel, "--machine=sim", "--verbatim", "--until=marker"),
            List.of("rehearse", kernel, "--machine=sim", "--until=nowhere"),
            List.of("rehearse", kernel, "--machine=sim", "--cpu=no-such-processor"),
            List.of("load", "-p", kernel, "--machine=sim"),
            List.of("load", kernel, "--machine=sim", "--append=quiet"),
            List.of("status"),
            List.of("exec", "-p", "--machine=sim"),
            List.of("unload", "--machine=sim"),
            List.of("unload", "--machine=sim"),
            List.of("status", "--all"))) {
      commands.add(command);
      commands.add(Stream.concat(command.stream(), Stream.of("--json")).toList());
    }
    commands.add(List.of("plan"));
    commands.add(List.of("status", "--no-such-option"));
    return commands;
  }

  @Test
  void everyAnswerIsTheSame() throws Exception {
    CommandJar jar = new CommandJar(Files.createTempDirectory(DIRECTORY, "jar"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandProcessor gogo = context.getService(context.getServiceReference(CommandProcessor.class));
    try (CommandSession session = gogo.createSession(InputStream.nullInputStream(), out, out)) {
      for (List<String> words : commands()) {
        int status = jar.run(words.toArray(String[]::new));
        compare(session, words, jar, status);
      }
    }
  }

  private static void compare(
      CommandSession session, List<String> words, CommandJar jar, int status) throws Exception {
    String line =
        words.stream()
            .skip(1)
            .map(word -> " '" + word + "'")
            .collect(joining("", "kexec:" + words.get(0), ""));
    try {
      Object value = session.execute(line);
      CharSequence text =
          value instanceof String document ? document : session.format(value, Converter.INSPECT);
      assertThat(timeless(jar.out())).as(line).isEqualTo(timeless(text.toString()));
      assertThat(jar.err()).as(line).isEmpty();
      assertThat(status).as(line).isZero();
    } catch (PlanRefusedException e) {
      assertThat(e.findings()).filteredOn(Finding::isError).isNotEmpty();
      assertThat(jar.err())
          .as(line)
          .contains(e.findings().stream().map(Finding::message).toList())
          .contains(e.fault().attempted());
      assertThat(status).as(line).isEqualTo(1);
    } catch (KexecException e) {
      Fault fault = e.fault();
      assertThat(jar.err())
          .as(line)
          .contains(fault.attempted(), fault.cause(), "(" + fault.code() + ")", fault.cure());
      assertThat(status).as(line).isEqualTo(1);
    } catch (Exception e) {
      assertThat(jar.err()).as(line).contains(e.getMessage());
      assertThat(status).as(line).isEqualTo(2);
    }
  }

  /** Without what differs from run to run, and from one machine of a process to the next. */
  private static String timeless(String answer) {
    return answer
        .replaceAll(TIME, "TIME")
        .replaceAll("((?:took|nanoseconds)\\D+)\\d+( ms)?", "$1")
        .replaceAll("passing-\\d+", "passing")
        .strip();
  }
}

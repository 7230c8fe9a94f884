package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares numbers and layouts with the C headers, as compiled by the C compiler. */
class HeadersTest {

  private static final List<String> HEADERS =
      List.of(
          "signal.h",
          "errno.h",
          "fcntl.h",
          "stddef.h",
          "stdio.h",
          "linux/errno.h",
          "linux/kexec.h",
          "linux/magic.h",
          "linux/memfd.h",
          "linux/mman.h",
          "linux/reboot.h",
          "linux/sockios.h",
          "net/if.h",
          "sys/mman.h",
          "sys/socket.h");

  /** Constants that the headers of Linux 6.9 and earlier lack. */
  private static final List<String> NEWER = List.of("KEXEC_UPDATE_ELFCOREHDR");

  @TempDir private Path directory;

  @Test
  void constantsAreTheHeaders() throws Exception {
    Map<String, Long> ours = new TreeMap<>();
    for (Field field : LinuxNumbers.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        ours.put(field.getName(), Integer.toUnsignedLong(field.getInt(null)));
      }
    }
    ours.keySet().removeAll(absentOf(NEWER));
    assertThat(ours).hasSizeGreaterThan(20).containsKey("KEXEC_ON_CRASH");
    assertThat(printed(ours, name -> "(unsigned) " + name)).isEqualTo(ours);
  }

  @Test
  void errorsAreTheHeaders() throws Exception {
    Map<String, Long> ours =
        Arrays.stream(Errno.values())
            .collect(Collectors.toMap(Errno::name, e -> (long) e.number()));
    assertThat(printed(ours, name -> name)).isEqualTo(ours);
  }

  @Test
  void architecturesAreTheHeaders() throws Exception {
    Map<String, Long> ours =
        Arrays.stream(LinuxAbi.values())
            .collect(Collectors.toMap(HeadersTest::kexecArch, LinuxAbi::kexecArchFlag));
    assertThat(printed(ours, name -> name)).isEqualTo(ours);
  }

  private static String kexecArch(LinuxAbi abi) {
    return switch (abi) {
      case X86_64 -> "KEXEC_ARCH_X86_64";
      case ARM64 -> "KEXEC_ARCH_AARCH64";
      case ARM -> "KEXEC_ARCH_ARM";
      case I386 -> "KEXEC_ARCH_386";
    };
  }

  @Test
  void theSegmentLayoutIsTheHeaders() throws Exception {
    LinuxAbi abi = LinuxAbi.ofJava(System.getProperty("os.arch")).orElseThrow();
    Map<String, Long> ours = new TreeMap<>();
    ours.put("sizeof(struct kexec_segment)", (long) abi.kexecSegmentBytes());
    for (KexecSegmentField field : KexecSegmentField.values()) {
      String member = field.name().toLowerCase(Locale.ROOT);
      ours.put("offsetof(struct kexec_segment, " + member + ")", (long) field.offset(abi));
    }
    assertThat(printed(ours, name -> name)).isEqualTo(ours);
  }

  @Test
  void x86CallsAreTheHeaders() throws Exception {
    assertCalls(LinuxAbi.X86_64, "asm/unistd_64.h", "");
  }

  @Test
  void i386CallsAreTheHeaders() throws Exception {
    assertCalls(LinuxAbi.I386, "asm/unistd_32.h", "");
  }

  @Test
  void arm64CallsAreTheHeaders() throws Exception {
    // Definitions of arm64's own header before it includes the generic one.
    assertCalls(LinuxAbi.ARM64, "asm-generic/unistd.h", "#define __ARCH_WANT_TIME32_SYSCALLS\n");
  }

  private void assertCalls(LinuxAbi abi, String header, String before) throws Exception {
    Map<String, Long> ours = new TreeMap<>();
    for (CallNumber call : CallNumber.values()) {
      OptionalInt number = call.on(abi);
      number.ifPresent(n -> ours.put("__NR_" + call.label(), (long) n));
    }
    assertThat(ours).hasSizeGreaterThan(10);
    // The C library's own header would define this machine's numbers.
    String source = before + "#include <" + header + ">\nint printf(const char *, ...);\n";
    assertThat(run(source, ours, name -> name)).isEqualTo(ours);
  }

  private Map<String, Long> printed(Map<String, Long> names, Function<String, String> expression)
      throws Exception {
    String includes =
        HEADERS.stream().map(h -> "#include <" + h + ">\n").collect(Collectors.joining());
    return run("#define _GNU_SOURCE\n" + includes, names, expression);
  }

  /** Compiles and runs a program that prints the value of each expression. */
  private Map<String, Long> run(
      String includes, Map<String, Long> names, Function<String, String> expression)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "there is no C compiler");
    String lines =
        names.keySet().stream()
            .map(
                name ->
                    "printf(\"%s=%%lld\\n\", (long long) (%s));\n"
                        .formatted(name, expression.apply(name)))
            .collect(Collectors.joining());
    Path source = directory.resolve("numbers.c");
    Path program = directory.resolve("numbers");
    Files.writeString(source, includes + "int main(void) {\n" + lines + "return 0; }\n");
    output("/usr/bin/gcc", "-o", program.toString(), source.toString());
    return output(program.toString())
        .lines()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
  }

  private Set<String> absentOf(List<String> names) throws Exception {
    String present =
        names.stream()
            .map(
                name ->
                    "#ifdef %s\nenum { has_%s = 1 };\n#else\nenum { has_%s };\n#endif\n"
                        .replace("%s", name))
            .collect(Collectors.joining());
    Map<String, Long> asked = new TreeMap<>();
    names.forEach(name -> asked.put(name, 0L));
    Map<String, Long> found =
        run(
            "#include <stdio.h>\n#include <linux/kexec.h>\n" + present,
            asked,
            name -> "has_" + name);
    return found.keySet().stream().filter(name -> found.get(name) == 0).collect(Collectors.toSet());
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}

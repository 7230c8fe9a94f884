package kexec.shell.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KexecToolsWordsTest {

  private static final Set<String> COMMANDS = Set.of("plan", "load");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-l k                              | load k",
        "--load k                          | load k",
        "k -l                              | load k",
        "-l k --append x --initrd=i        | load k --append x --initrd=i",
        "--append x -l k                   | load --append x k",
        "--append -l -l k                  | load --append -l k",
        "-l --append=-u k                  | load --append=-u k",
        "-p k                              | load --crash k",
        "--load-panic k --command-line=x   | load --crash k --command-line=x",
        "k --reuse-cmdline -p              | load --crash k --reuse-cmdline",
        "-l -p k                           | load --crash k",
        "-lp k                             | load --crash k",
        "-l -t bzImage k                   | load -t bzImage k",
        "-l -tbzImage k                    | load -t bzImage k",
        "-ltelf k                          | load -t elf k",
        "-l --type=elf k                   | load --type=elf k",
        "-l --mem-min 1M --mem-max=2G k    | load --mem-min 1M --mem-max=2G k",
        "-l -a k                           | load -a k",
        "-s -l k                           | load -s k",
        "-ls k                             | load -s k",
        "--kexec-file-syscall -p k         | load --crash --kexec-file-syscall k",
        "-c -i -l k                        | load -c -i k",
        "-l k --module \"xen\" --no-checks   | load k --module \"xen\" --no-checks",
        "-s -u                             | unload",
        "-p -u -c                          | unload --crash",
        "-f -e                             | exec -f",
        "--force -e                        | exec --force",
        "-u                                | unload",
        "--unload                          | unload",
        "-u -p                             | unload --crash",
        "-p -u                             | unload --crash",
        "-pu                               | unload --crash",
        "-e                                | exec",
        "--exec                            | exec",
        "-e --machine=xen                  | exec --machine=xen",
        "-S                                | status --exit-loaded --crash",
        "--status                          | status --exit-loaded --crash",
        "-S -p                             | status --exit-loaded --crash",
        "-S -l                             | status --exit-loaded",
        "-l -S                             | status --exit-loaded",
        "-Sl                               | status --exit-loaded",
        "--load --status                   | status --exit-loaded",
        "-S -l -p                          | status --exit-loaded --crash",
        "-S --machine=xen                  | status --exit-loaded --crash --machine=xen",
        "--print-ckr-size                  | crashsize",
        "-l k --entry=0                    | load k --entry=0",
        "-l --entry=default                | load --entry=default",
        "-p --entry default                | load --crash --entry default",
        "-l --reuseinitrd k                | load --reuseinitrd k",
        "--hotplug -p k                    | load --crash k",
        "-l -- -k                          | load -- -k",
        "-l k -h                           | --help",
        "-hl                               | --help",
        "--version                         | --version",
        "-l -l k                           | load k",
        "plan -l k                         | plan -l k",
        "load k -p                         | load k -p",
        "help                              | --help",
      })
  void words(String words, String expected) throws Exception {
    Invocation invocation = Words.invocation(List.of(words.split(" +")), COMMANDS);
    String got = (invocation.command() + " " + String.join(" ", invocation.words())).strip();
    assertThat(got).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k",
        "-l -u",
        "-e -l k",
        "-S -u",
        "-l -e k",
        "-S -l -u",
        "-l -S -e",
        "--print-ckr-size -u",
        "--load-preserve-context k",
        "--load-jump-back-helper k",
        "--load-live-update k",
        "--exec-live-update",
        "--nonsense",
        "--append -l"
      })
  void refused(String words) {
    assertThatThrownBy(() -> Words.invocation(List.of(words.split(" ")), COMMANDS))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void whatIsNotThereSaysWhy() {
    assertThatThrownBy(() -> Words.invocation(List.of("--load-live-update"), COMMANDS))
        .hasMessageStartingWith("kexec-tools' --load-live-update is not there: ");
    assertThatThrownBy(() -> Words.invocation(List.of("-l", "-e"), COMMANDS))
        .hasMessage("-l and -e are two operations: run one after the other");
  }
}

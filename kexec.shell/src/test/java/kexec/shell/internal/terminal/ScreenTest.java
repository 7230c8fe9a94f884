package kexec.shell.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {

  @ParameterizedTest(name = "environment: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                | 80  | false",
        "COLUMNS=132 LANG=en_US.UTF-8      | 132 | true",
        "COLUMNS=-1 LANG=de_DE.utf8        | 80  | true",
        "COLUMNS=99999 LANG=C              | 80  | false",
        "LC_ALL=C LANG=en_US.UTF-8         | 80  | false",
        "LC_ALL=C.UTF-8 LC_CTYPE=C         | 80  | false",
        "LC_ALL=C.UTF-8 LC_CTYPE=C.UTF-8   | 80  | true",
        "LANG=de_DE.ISO-8859-1             | 80  | false"
      })
  void whatTheEnvironmentTells(String variables, int columns, boolean unicode) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables.split(" ", -1)) {
      if (!variable.isEmpty()) {
        String[] parts = variable.split("=", 2);
        environment.put(parts[0], parts[1]);
      }
    }
    assertThat(Screen.of(environment)).isEqualTo(new Screen(columns, unicode));
  }
}

package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {

  private final List<String> told = new ArrayList<>();

  private final RehearsalListener failing =
      new RehearsalListener() {
        @Override
        public void step(String what) {
          told.add(what);
          throw new IllegalStateException("a listener's own fault");
        }

        @Override
        public void console(byte[] bytes) {
          told.add(bytes.length + " bytes");
        }
      };

  @Test
  void aListenerThatFailsIsToldTheRest() {
    RehearsalListener listener = new OneAtATime(failing);

    listener.step("booting");
    listener.reached(Rung.JUMPED, Duration.ZERO);
    listener.console(new byte[3]);

    assertThat(told).containsExactly("booting", "3 bytes");
  }
}

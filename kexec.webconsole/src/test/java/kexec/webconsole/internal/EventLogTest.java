package kexec.webconsole.internal;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.KexecEvent;
import org.junit.jupiter.api.Test;

class EventLogTest {

  @Test
  void theLatestEventsAreKeptTheNewestFirst() {
    EventLog log = new EventLog();
    for (int i = 0; i <= EventLog.SIZE; i++) {
      log.onEvent(new KexecEvent.MachineArrived("machine " + i));
    }
    assertThat(log.latest())
        .hasSize(EventLog.SIZE)
        .first()
        .extracting(seen -> seen.event().machine())
        .isEqualTo("machine " + EventLog.SIZE);
    assertThat(log.latest())
        .last()
        .extracting(seen -> seen.event().machine())
        .isEqualTo("machine 1");
  }
}

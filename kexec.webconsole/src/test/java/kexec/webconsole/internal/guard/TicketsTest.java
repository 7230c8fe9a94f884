package kexec.webconsole.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TicketsTest {

  private long now = Long.MAX_VALUE - 5;
  private final Tickets<String> tickets = new Tickets<>(3, 10, () -> now);

  @Test
  void aTicketIsGoodOnce() {
    String name = tickets.issue("value");
    assertThat(tickets.look(name)).contains("value");
    assertThat(tickets.redeem(name)).contains("value");
    assertThat(tickets.redeem(name)).isEmpty();
    assertThat(tickets.look(name)).isEmpty();
  }

  @Test
  void aTicketGetsOld() {
    String name = tickets.issue("value");
    now += 9;
    assertThat(tickets.look(name)).contains("value");
    now += 1;
    assertThat(tickets.look(name)).isEmpty();
    assertThat(tickets.redeem(name)).isEmpty();
  }

  @Test
  void theOldestGoesWhenThereAreTooMany() {
    String first = tickets.issue("1");
    String second = tickets.issue("2");
    tickets.issue("3");
    tickets.issue("4");
    assertThat(tickets.look(first)).isEmpty();
    assertThat(tickets.look(second)).contains("2");
  }

  @Test
  void aNameIsLongAndSafeInAnAddress() {
    assertThat(tickets.issue("value"))
        .matches("[A-Za-z0-9_-]{32}")
        .isNotEqualTo(tickets.issue("value"));
    assertThat(tickets.look("")).isEmpty();
  }
}

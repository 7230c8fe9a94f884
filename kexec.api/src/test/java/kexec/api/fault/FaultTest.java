package kexec.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FaultTest {

  private static final Fault FAULT = new Fault("busy", "loading", "it is busy", "Wait.");

  static Stream<Arguments> exceptions() {
    return Stream.of(
        arguments(BadFileException::new, BadFileException::new),
        arguments(BusyException::new, BusyException::new),
        arguments(KexecException::new, KexecException::new),
        arguments(NoMachineException::new, NoMachineException::new),
        arguments(NotPermittedException::new, NotPermittedException::new));
  }

  private static Arguments arguments(
      Function<Fault, KexecException> plain, BiFunction<Fault, Throwable, KexecException> caused) {
    return Arguments.of(plain, caused);
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void everyExceptionCarriesItsFault(
      Function<Fault, KexecException> plain, BiFunction<Fault, Throwable, KexecException> caused) {
    IOException beneath = new IOException();

    assertThat(plain.apply(FAULT)).hasMessage("loading: it is busy. Wait.").hasNoCause();
    assertThat(plain.apply(FAULT).fault()).isEqualTo(FAULT);
    assertThat(caused.apply(FAULT, beneath))
        .hasMessage("loading: it is busy. Wait.")
        .hasCause(beneath);
    assertThat(caused.apply(FAULT, beneath).fault()).isEqualTo(FAULT);
  }

  @Test
  void onlyErrorsForbidLoading() {
    assertThat(Finding.error("a", "b", "C.").isError()).isTrue();
    assertThat(Finding.warning("a", "b", "C.").isError()).isFalse();
    assertThat(Finding.info("a", "b").isError()).isFalse();
    assertThat(Finding.info("a", "b").cure()).isEmpty();
  }
}

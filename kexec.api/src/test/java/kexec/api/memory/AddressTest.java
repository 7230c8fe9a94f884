package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AddressTest {

  private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(64);

  static Stream<Arguments> spaces() {
    return Stream.of(
        Arguments.of(new MachineAddress(0x1000)),
        Arguments.of(new PhysicalAddress(0x1000)),
        Arguments.of(new VirtualAddress(0x1000)));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  <A extends Address<A>> void everySpaceStaysWithinItself(A address) {
    assertThat(address.plus(0x234)).isEqualTo(address.at(0x1234)).hasSameClassAs(address);
    assertThat(address.plus(0x234).minus(address)).isEqualTo(0x234);
    assertThat(address).hasToString("0x1000");
    assertThat(address.at(-1)).hasToString("0xffffffffffffffff");
  }

  @ParameterizedTest
  @MethodSource("spaces")
  <A extends Address<A>> void sumsBeyondTheSpaceAreRefused(A address) {
    assertThatThrownBy(() -> address.plus(-0x1000))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("0x1000 + 0xfffffffffffff000 is beyond the 64-bit address space");
  }

  @ParameterizedTest
  @MethodSource("spaces")
  <A extends Address<A>> void distancesBelowZeroAreRefused(A address) {
    assertThatThrownBy(() -> address.minus(address.at(-1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("0xffffffffffffffff lies above 0x1000");
  }

  @Test
  void arithmeticAgreesWithBigIntegers() {
    Random random = new Random(64);
    for (int round = 0; round < 10_000; round++) {
      MachineAddress a = new MachineAddress(corner(random));
      MachineAddress b = new MachineAddress(corner(random));
      BigInteger sum = unsigned(a.value()).add(unsigned(b.value()));

      assertThat(a.isBelow(b)).isEqualTo(unsigned(a.value()).compareTo(unsigned(b.value())) < 0);
      assertThat(a.compareTo(b)).isEqualTo(unsigned(a.value()).compareTo(unsigned(b.value())));
      if (sum.compareTo(SPACE) < 0) {
        assertThat(unsigned(a.plus(b.value()).value())).isEqualTo(sum);
      } else {
        assertThatThrownBy(() -> a.plus(b.value())).isInstanceOf(ArithmeticException.class);
      }
    }
  }

  /** Numbers near 0, 2^63 and 2^64, and some random ones. */
  private static long corner(Random random) {
    long near = random.nextInt(16) - 8L;
    return switch (random.nextInt(3)) {
      case 0 -> near;
      case 1 -> Long.MIN_VALUE + near;
      default -> random.nextLong();
    };
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}

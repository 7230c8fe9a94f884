package kexec.arm.internal;

import java.util.Locale;
import java.util.stream.Stream;

/** How the firmware's Power State Coordination Interface is called. */
enum FirmwareCall {
  /** There is none. */
  NONE(0),
  /** By the instruction SMC. */
  SMC(1),
  /** By the instruction HVC. */
  HVC(2);

  private final int code;

  FirmwareCall(int code) {
    this.code = code;
  }

  /** {@return its value in purgatory's options} */
  int code() {
    return code;
  }

  /**
   * {@return what a device tree asks for}
   *
   * @param method the property {@code method} of its node {@code /psci}; other words mean no call
   *     (Linux, Documentation/devicetree/bindings/arm/psci.yaml)
   */
  static FirmwareCall of(String method) {
    return Stream.of(SMC, HVC)
        .filter(call -> call.name().toLowerCase(Locale.ROOT).equals(method))
        .findFirst()
        .orElse(NONE);
  }
}

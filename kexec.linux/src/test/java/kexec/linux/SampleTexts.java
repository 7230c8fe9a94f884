package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;

/** SampleTexts for the tests, and the form in which they compare maps. */
final class SampleTexts {

  private SampleTexts() {}

  static String resource(String name) throws IOException {
    try (InputStream in = SampleTexts.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** One line a region, half-open, without 0x. */
  static String brief(MemoryMap map) {
    StringJoiner lines = new StringJoiner("\n");
    for (MemoryRegion region : map.regions()) {
      lines.add(
          "%x %x %s"
              .formatted(
                  region.range().start().value(),
                  region.range().end().value(),
                  region.type().label()));
    }
    map.crashRegion()
        .ifPresent(
            crash ->
                lines.add("%x %x crash".formatted(crash.start().value(), crash.end().value())));
    map.crashLow()
        .ifPresent(low -> lines.add("%x %x low".formatted(low.start().value(), low.end().value())));
    return lines.toString();
  }

  /** A map as the kernel would log it. */
  static String logged(MemoryMap map) {
    StringJoiner lines = new StringJoiner("\n");
    for (MemoryRegion region : map.regions()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "BIOS-e820: [mem 0x%016x-0x%016x] %s",
              region.range().start().value(),
              region.range().end().value() - 1,
              region.type().label()));
    }
    map.crashRegion()
        .ifPresent(
            crash ->
                lines.add(
                    "0x%x-0x%x Crash kernel"
                        .formatted(crash.start().value(), crash.end().value() - 1)));
    return lines.toString();
  }
}

package kexec.rehearse.internal.machine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes from an emulated x86 processor what this host's does not have, so that a kernel that was
 * built for a better one fails in the rehearsal as it would fail here.
 */
final class HostProcessor {

  /**
   * What distinguishes the levels of x86-64 (System V psABI for AMD64, table 3.1), and five levels
   * of page tables: Linux's names in {@code /proc/cpuinfo}, and QEMU's.
   */
  private static final Map<String, String> FEATURES = new LinkedHashMap<>();

  static {
    FEATURES.put("lahf_lm", "lahf-lm");
    FEATURES.put("popcnt", "popcnt");
    FEATURES.put("pni", "sse3");
    FEATURES.put("ssse3", "ssse3");
    FEATURES.put("sse4_1", "sse4.1");
    FEATURES.put("sse4_2", "sse4.2");
    FEATURES.put("avx", "avx");
    FEATURES.put("avx2", "avx2");
    FEATURES.put("bmi1", "bmi1");
    FEATURES.put("bmi2", "bmi2");
    FEATURES.put("f16c", "f16c");
    FEATURES.put("fma", "fma");
    FEATURES.put("abm", "abm");
    FEATURES.put("movbe", "movbe");
    FEATURES.put("la57", "la57");
  }

  private HostProcessor() {}

  /**
   * {@return properties that switch off what a host's processor does not have}
   *
   * @param cpuinfo the text of its {@code /proc/cpuinfo}; without flags nothing is switched off
   */
  static String without(String cpuinfo) {
    Set<String> flags = flags(cpuinfo);
    if (flags.isEmpty()) {
      return "";
    }
    return FEATURES.entrySet().stream()
        .filter(feature -> !flags.contains(feature.getKey()))
        .map(feature -> "," + feature.getValue() + "=off")
        .collect(Collectors.joining());
  }

  private static Set<String> flags(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> new HashSet<>(Arrays.asList(line.split("[\\s:]+"))))
        .map(all -> (Set<String>) all)
        .orElse(Set.of());
  }
}

package kexec.linux.security;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What the rules of the integrity policy (IMA) say of kexec (Linux,
 * Documentation/ABI/testing/ima_policy). Rules that appraise files by their owner or their file
 * system alone do not count.
 *
 * @param segments whether {@code kexec_load} is refused, because some rule appraises the kernel's
 *     file; which files the rule is limited to is not asked then
 * @param kernels whether the kernel's file is appraised, unless a narrower rule exempts it
 * @param initrds whether the initrd's file is appraised, unless a narrower rule exempts it
 */
public record AppraisalRules(boolean segments, boolean kernels, boolean initrds) {

  private static final String APPRAISE = "appraise";
  private static final String KERNEL = "func=KEXEC_KERNEL_CHECK";
  private static final String INITRD = "func=KEXEC_INITRAMFS_CHECK";
  private static final String FUNC = "func=";

  /** The words after the action that limit a rule to no files. */
  private static final Set<String> OPTIONS =
      Set.of(
          "func",
          "appraise_type",
          "appraise_flag",
          "appraise_algos",
          "digest_type",
          "template",
          "permit_directio");

  /**
   * Parses {@code /sys/kernel/security/ima/policy}. Lines that are no rules that appraise, or
   * exempt from it, are ignored.
   *
   * @param text one rule a line, the first that fits a file counts
   */
  static AppraisalRules parse(String text) {
    List<List<String>> rules =
        text.lines()
            .map(line -> Arrays.asList(line.strip().split("[ \\t]+", -1)))
            .filter(rule -> rule.get(0).equals(APPRAISE) || rule.get(0).equals("dont_appraise"))
            .toList();
    return new AppraisalRules(
        rules.stream().anyMatch(rule -> isAppraising(rule, KERNEL)),
        isAppraised(rules, KERNEL),
        isAppraised(rules, INITRD));
  }

  /** The first rule decides that is for all files of this kind. */
  private static boolean isAppraised(List<List<String>> rules, String func) {
    return rules.stream()
        .filter(rule -> isUnlimited(rule) && (rule.contains(func) || isForAllKinds(rule)))
        .findFirst()
        .filter(rule -> rule.get(0).equals(APPRAISE))
        .isPresent();
  }

  private static boolean isAppraising(List<String> rule, String func) {
    return rule.get(0).equals(APPRAISE) && rule.contains(func);
  }

  private static boolean isForAllKinds(List<String> rule) {
    return rule.stream().noneMatch(word -> word.startsWith(FUNC));
  }

  private static boolean isUnlimited(List<String> rule) {
    return rule.stream().skip(1).allMatch(word -> OPTIONS.contains(word.split("=", 2)[0]));
  }

  /** {@return whether files of either kind are appraised} */
  public boolean files() {
    return kernels || initrds;
  }
}

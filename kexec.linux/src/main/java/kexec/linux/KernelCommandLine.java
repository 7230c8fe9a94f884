package kexec.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.plan.Slot;

/**
 * A kernel command line, split into words as the kernel does (Linux, lib/cmdline.c, next_arg()):
 * words are separated by white space outside double quotes, which may stand anywhere in a word; an
 * unclosed quote extends to the end.
 *
 * <p>Words after {@code --} belong to the first process and are not kernel parameters: they are
 * kept and never removed. White space between words is reduced to one space.
 */
public final class KernelCommandLine {

  private static final String END = "--";

  private final List<KernelParameter> words;

  private KernelCommandLine(List<KernelParameter> words) {
    this.words = List.copyOf(words);
  }

  /**
   * Splits a text into words.
   *
   * @param text any text, may be empty
   * @return the command line
   */
  public static KernelCommandLine parse(String text) {
    List<KernelParameter> words = new ArrayList<>();
    int start = -1;
    boolean quoted = false;
    for (int i = 0; i <= text.length(); i++) {
      boolean ends = i == text.length() || (!quoted && isSpace(text.charAt(i)));
      if (ends && start >= 0) {
        words.add(new KernelParameter(text.substring(start, i)));
        start = -1;
      } else if (!ends) {
        start = start < 0 ? i : start;
        quoted ^= text.charAt(i) == '"';
      }
    }
    return new KernelCommandLine(words);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /**
   * {@return the kernel's parameters in order, without {@code --} and what follows it;
   * unmodifiable}
   */
  public List<KernelParameter> parameters() {
    return words.subList(0, end());
  }

  /**
   * {@return the words that the kernel passes to the first process and does not read itself, in
   * order, without {@code --}; unmodifiable, empty if there are none}
   */
  public List<KernelParameter> beyond() {
    return words.subList(Math.min(end() + 1, words.size()), words.size());
  }

  private int end() {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).word().equals(END)) {
        return i;
      }
    }
    return words.size();
  }

  /**
   * {@return the last value of a parameter; empty if it is absent or has no value}
   *
   * @param name the complete name
   */
  public Optional<String> valueOf(String name) {
    return parameters().stream()
        .filter(parameter -> parameter.isNamed(name))
        .reduce((first, second) -> second)
        .flatMap(KernelParameter::value);
  }

  /**
   * {@return whether the line requests lendable crash memory with {@code crashkernel=SIZE,cma}
   * (Linux, Documentation/admin-guide/kernel-parameters.txt)}
   */
  public boolean asksForCrashCma() {
    return parameters().stream()
        .filter(parameter -> parameter.isNamed("crashkernel"))
        .anyMatch(parameter -> parameter.value().filter(v -> v.endsWith(",cma")).isPresent());
  }

  /**
   * {@return this line without every occurrence of some parameters}
   *
   * @param names the complete names: {@code crashkernel} removes {@code crashkernel=512M,high} and
   *     keeps {@code crashkernel2=1} and {@code nocrashkernel}
   */
  public KernelCommandLine without(String... names) {
    int end = end();
    List<KernelParameter> kept = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      KernelParameter word = words.get(i);
      if (i >= end || Arrays.stream(names).noneMatch(word::isNamed)) {
        kept.add(word);
      }
    }
    return new KernelCommandLine(kept);
  }

  /**
   * {@return what another kernel gets of this line: everything but what a boot loader or kexec gave
   * this kernel, and for a crash image the size of the crash region}
   *
   * @param slot the slot that the other kernel is for
   */
  public KernelCommandLine forNextKernel(Slot slot) {
    KernelCommandLine line = without("BOOT_IMAGE", "elfcorehdr");
    return slot == Slot.CRASH ? line.without("crashkernel") : line;
  }

  /**
   * {@return this line with one more parameter, placed where the kernel reads it last} That is
   * after its other parameters, but before {@code --}, and before a word with an unclosed quote,
   * which would swallow it.
   *
   * @param word the parameter as written on the line
   */
  public KernelCommandLine with(String word) {
    int end = end();
    int at = 0;
    while (at < end && words.get(at).isClosed()) {
      at++;
    }
    List<KernelParameter> longer = new ArrayList<>(words);
    longer.add(at, new KernelParameter(word));
    return new KernelCommandLine(longer);
  }

  /**
   * {@return this line followed by another text}
   *
   * @param text any text, may be empty
   */
  public KernelCommandLine append(String text) {
    return parse(toString() + " " + text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelCommandLine line && words.equals(line.words);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  /** {@return the words, separated by one space} */
  @Override
  public String toString() {
    return words.stream().map(KernelParameter::word).collect(Collectors.joining(" "));
  }
}

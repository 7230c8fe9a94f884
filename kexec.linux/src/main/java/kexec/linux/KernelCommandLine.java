package kexec.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A kernel command line, split into words as the kernel splits it (Linux, lib/cmdline.c,
 * next_arg()): white space separates, except between double quotes, wherever in a word these stand;
 * a quote that is not closed reaches to the end.
 *
 * <p>Words behind {@code --} belong to the first process and are no parameters of the kernel: they
 * are kept and never removed. Of white space between words, one space remains.
 */
public final class KernelCommandLine {

  private static final String END = "--";

  private final List<KernelParameter> words;

  private KernelCommandLine(List<KernelParameter> words) {
    this.words = List.copyOf(words);
  }

  /**
   * Splits a text.
   *
   * @param text any text, perhaps empty
   * @return its words
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
   * Returns the kernel's parameters.
   *
   * @return unmodifiable, in order, without {@code --} and what follows it
   */
  public List<KernelParameter> parameters() {
    return words.subList(0, end());
  }

  /**
   * Returns the words that the kernel hands to the first process and does not read itself.
   *
   * @return unmodifiable, in order, without {@code --}; empty where the line has none
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
   * Returns the value of a parameter.
   *
   * @param name its whole name
   * @return the value where it stands last; nothing where it is absent or has no value
   */
  public Optional<String> valueOf(String name) {
    return parameters().stream()
        .filter(parameter -> parameter.isNamed(name))
        .reduce((first, second) -> second)
        .flatMap(KernelParameter::value);
  }

  /**
   * Tells whether the line asks its kernel to lend memory to a crash kernel: {@code
   * crashkernel=SIZE,cma} (Linux, Documentation/admin-guide/kernel-parameters.txt).
   *
   * @return whether it does
   */
  public boolean asksForCrashCma() {
    return parameters().stream()
        .filter(parameter -> parameter.isNamed("crashkernel"))
        .anyMatch(parameter -> parameter.value().filter(v -> v.endsWith(",cma")).isPresent());
  }

  /**
   * Returns this line without some parameters, in all forms in which they occur in it.
   *
   * @param names their whole names: {@code crashkernel} removes {@code crashkernel=512M,high} and
   *     leaves {@code crashkernel2=1} and {@code nocrashkernel}
   * @return the line that is left
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
   * Returns this line with one more parameter, where the kernel reads it last: behind its other
   * parameters, but before {@code --}, and before a word whose quotes do not end, because that
   * would swallow it.
   *
   * @param word the parameter as the line shall have it
   * @return the longer line
   */
  public KernelCommandLine with(String word) {
    int at = 0;
    while (at < end() && words.get(at).isClosed()) {
      at++;
    }
    List<KernelParameter> longer = new ArrayList<>(words);
    longer.add(at, new KernelParameter(word));
    return new KernelCommandLine(longer);
  }

  /**
   * Returns this line with another text behind it.
   *
   * @param text any text, perhaps empty
   * @return the longer line
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

  /**
   * Returns the line.
   *
   * @return its words with one space between them
   */
  @Override
  public String toString() {
    return words.stream().map(KernelParameter::word).collect(Collectors.joining(" "));
  }
}

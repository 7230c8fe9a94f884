package kexec.images.internal.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Fault;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.base.config.ConfigText;

/** Reads the values of a configuration. All problems are gathered. For a single use. */
public final class ConfigReader {

  /** The time in which a package manager or a generator of initial RAM disks writes on. */
  public static final Duration SETTLE = Duration.ofSeconds(5);

  private static final int LONGEST_TIMEOUT = 86_400;
  private static final int LONGEST_SETTLE = 3_600;
  private static final int MOST_TOLD = 20;

  /** In characters: more would not help to recognise a value. */
  private static final int MOST_SHOWN = 200;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final String name;
  private final Map<ImageKey, List<String>> values = new EnumMap<>(ImageKey.class);
  private final List<String> problems = new ArrayList<>();

  private ConfigReader(String name) {
    this.name = name;
  }

  /**
   * {@return the configuration that some values describe}
   *
   * @param name its name
   * @param values the values of each key, in order, as {@link ByteText}
   * @param problems what is already known to be wrong; may be empty
   * @param origin where it was found, for messages
   */
  public static Configuration read(
      String name, Map<String, List<String>> values, List<String> problems, String origin) {
    ConfigReader reader = new ConfigReader(name);
    reader.problems.addAll(problems);
    values.forEach(reader::add);
    Optional<ImageConfig> config = reader.config();
    if (config.isPresent() && reader.problems.isEmpty()) {
      return new Configuration.Valid(config.get());
    }
    return new Configuration.Invalid(
        name,
        reader.one(ImageKey.SLOT).flatMap(ConfigReader::slot),
        new Fault(
            "image-configuration-invalid",
            "reading the image configuration " + origin,
            reader.told(),
            "Correct it; what was loaded before stays loaded."));
  }

  /** A file of some other kind has a problem on each of its lines. */
  private String told() {
    String first = problems.stream().limit(MOST_TOLD).collect(Collectors.joining("; "));
    int more = problems.size() - MOST_TOLD;
    return more > 0 ? first + "; and %s more problems".formatted(more) : first;
  }

  private void add(String label, List<String> given) {
    Optional<ImageKey> key = ImageKey.labelled(label);
    if (key.isEmpty()) {
      String meant =
          ImageKey.like(label).map(near -> ", perhaps '" + near.label() + "' is meant").orElse("");
      problem("there is no key '" + shortened(label) + "'" + meant);
      return;
    }
    if (given.size() > 1 && !key.get().repeatable()) {
      problem("'" + label + "' is given " + given.size() + " times");
    }
    for (String value : given) {
      if (!ByteText.isBytes(value)) {
        problem("'" + label + "' has lost some of its bytes");
      }
      if (value.chars().anyMatch(ConfigText::isControl)) {
        problem("'" + label + "' has a control character");
      }
    }
    values.put(key.get(), given);
  }

  private static String shortened(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private void problem(String text) {
    problems.add(text);
  }

  private Optional<ImageConfig> config() {
    if (!NAME.matcher(name).matches()) {
      problem(
          "its name is not of 1 to 64 letters, digits, dots, hyphens and underscores, the first"
              + " one a letter or a digit");
    }
    Optional<Slot> slot = required(ImageKey.SLOT).flatMap(this::knownSlot);
    Optional<ImageKernel> kernel = kernel();
    Optional<RehearsalTerms> rehearsal = rehearsal();
    boolean reuse = isYes(ImageKey.REUSE_CMDLINE);
    if (reuse) {
      exclusive(ImageKey.COMMAND_LINE, ImageKey.REUSE_CMDLINE);
      exclusive(ImageKey.ENTRY, ImageKey.REUSE_CMDLINE);
    }
    List<Path> initrds = paths(ImageKey.INITRD);
    List<ModuleFile> modules = modules();
    Optional<Path> deviceTree = one(ImageKey.DTB).flatMap(text -> path(ImageKey.DTB, text));
    Optional<LoadMethod> method = one(ImageKey.METHOD).flatMap(this::method);
    EntryCheck check = one(ImageKey.CHECK).flatMap(this::check).orElse(EntryCheck.HALT);
    Duration settle = seconds(ImageKey.SETTLE, 0, LONGEST_SETTLE).orElse(SETTLE);
    if (slot.isEmpty() || kernel.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageConfig(
            name,
            slot.get(),
            kernel.get(),
            initrds,
            one(ImageKey.COMMAND_LINE),
            one(ImageKey.APPEND).orElse(""),
            reuse,
            filled(ImageKey.MACHINE),
            filled(ImageKey.TYPE),
            filled(ImageKey.ARCH),
            deviceTree,
            modules,
            method,
            check,
            rehearsal,
            settle));
  }

  private Optional<String> one(ImageKey key) {
    return values.getOrDefault(key, List.of()).stream().findFirst();
  }

  private Optional<String> filled(ImageKey key) {
    return one(key).filter(text -> !text.isEmpty());
  }

  private Optional<String> required(ImageKey key) {
    Optional<String> value = one(key);
    if (value.isEmpty()) {
      problem("'" + key.label() + "' is missing");
    }
    return value;
  }

  private void exclusive(ImageKey a, ImageKey b) {
    if (values.containsKey(a) && values.containsKey(b)) {
      problem("'" + a.label() + "' and '" + b.label() + "' exclude each other");
    }
  }

  private Optional<Slot> knownSlot(String text) {
    Optional<Slot> slot = slot(text);
    if (slot.isEmpty()) {
      noneOf(ImageKey.SLOT, text, Arrays.stream(Slot.values()).map(Slot::label));
    }
    return slot;
  }

  private static Optional<Slot> slot(String text) {
    return Arrays.stream(Slot.values()).filter(slot -> slot.label().equals(text)).findFirst();
  }

  private void noneOf(ImageKey key, String text, Stream<String> known) {
    problem(
        "'%s' is '%s', which is none of %s"
            .formatted(key.label(), shortened(text), known.collect(Collectors.joining(", "))));
  }

  private Optional<ImageKernel> kernel() {
    exclusive(ImageKey.KERNEL, ImageKey.ENTRY);
    Optional<String> file = filled(ImageKey.KERNEL);
    Optional<String> entry = filled(ImageKey.ENTRY);
    if (file.isEmpty() && entry.isEmpty()) {
      problem(
          "neither 'kernel' nor 'entry' names a kernel ('entry = " + BootEntries.DEFAULT + "')");
    }
    return entry.isPresent()
        ? entry.map(ImageKernel.OfEntry::new)
        : file.flatMap(text -> path(ImageKey.KERNEL, text)).map(ImageKernel.KernelFile::new);
  }

  private List<Path> paths(ImageKey key) {
    return values.getOrDefault(key, List.of()).stream()
        .flatMap(text -> path(key, text).stream())
        .toList();
  }

  private Optional<Path> path(ImageKey key, String text) {
    try {
      Path path = FileName.path(text);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
      problem("'" + key.label() + "' is '" + shortened(text) + "', which is no absolute path");
    } catch (InvalidPathException e) {
      problem("'" + key.label() + "' is no path: " + e.getReason());
    }
    return Optional.empty();
  }

  private List<ModuleFile> modules() {
    List<ModuleFile> modules = new ArrayList<>();
    for (String text : values.getOrDefault(ImageKey.MODULE, List.of())) {
      String[] parts = text.split("[ \t]+", 2);
      path(ImageKey.MODULE, parts[0])
          .ifPresent(path -> modules.add(new ModuleFile(path, parts.length > 1 ? parts[1] : "")));
    }
    return modules;
  }

  private boolean isYes(ImageKey key) {
    String text = one(key).orElse("no");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "true" -> true;
      case "no", "false" -> false;
      default -> {
        noneOf(key, text, Stream.of("yes", "no"));
        yield false;
      }
    };
  }

  private Optional<LoadMethod> method(String text) {
    try {
      return Optional.of(new LoadMethod(text));
    } catch (IllegalArgumentException e) {
      problem("'method' is '" + shortened(text) + "', which is no load method");
      return Optional.empty();
    }
  }

  private Optional<EntryCheck> check(String text) {
    Optional<EntryCheck> check =
        Arrays.stream(EntryCheck.values()).filter(each -> each.label().equals(text)).findFirst();
    if (check.isEmpty()) {
      noneOf(ImageKey.CHECK, text, Arrays.stream(EntryCheck.values()).map(EntryCheck::label));
    }
    return check;
  }

  private Optional<Duration> seconds(ImageKey key, int least, int most) {
    Optional<String> text = one(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      int seconds = Integer.parseInt(text.get());
      if (seconds >= least && seconds <= most) {
        return Optional.of(Duration.ofSeconds(seconds));
      }
    } catch (NumberFormatException e) {
      // Refused like a number out of range.
    }
    problem(
        "'%s' is '%s', which is no whole number of seconds from %s to %s"
            .formatted(key.label(), shortened(text.get()), least, most));
    return Optional.empty();
  }

  private Optional<RehearsalTerms> rehearsal() {
    boolean rehearsed = isYes(ImageKey.REHEARSE);
    for (ImageKey key : List.of(ImageKey.UNTIL, ImageKey.TIMEOUT, ImageKey.MARKER)) {
      if (!rehearsed && values.containsKey(key)) {
        problem("'" + key.label() + "' is for a rehearsal: it needs 'rehearse = yes'");
      }
    }
    Optional<String> marker = filled(ImageKey.MARKER);
    RehearsalGoal standard = marker.isPresent() ? RehearsalGoal.MARKER : RehearsalGoal.INIT;
    String label = one(ImageKey.UNTIL).orElse(standard.label());
    Optional<RehearsalGoal> goal = RehearsalGoal.labelled(label);
    if (goal.isEmpty()) {
      noneOf(
          ImageKey.UNTIL, label, Arrays.stream(RehearsalGoal.values()).map(RehearsalGoal::label));
    } else if (marker.isPresent() && goal.get() != RehearsalGoal.MARKER) {
      problem("'marker' is what 'until = marker' waits for, not 'until = " + label + "'");
    }
    Duration timeout =
        seconds(ImageKey.TIMEOUT, 1, LONGEST_TIMEOUT).orElse(RehearsalRequest.TIMEOUT);
    return rehearsed
        ? Optional.of(new RehearsalTerms(goal.orElse(standard), timeout, marker))
        : Optional.empty();
  }
}

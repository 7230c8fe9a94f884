package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.base.config.ConfigText;
import kexec.core.internal.KexecCore;
import kexec.core.internal.machine.Offer;
import kexec.images.internal.config.ConfigReader;
import kexec.images.internal.keep.ImageKeeper;
import kexec.images.internal.keep.KeepMode;
import kexec.images.internal.keep.KeptStore;
import kexec.images.internal.source.ConfigSource;
import kexec.launch.PasswordHash;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.json.SavedPlans;
import kexec.shell.internal.json.SavedRehearsals;
import kexec.sim.internal.SimSettings;
import kexec.sim.internal.SimulatedHardware;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.store.DirectoryStore;
import kexec.sim.internal.store.StoredImage;
import kexec.x86.internal.BzImageProtocol;
import kexec.x86.internal.SyntheticBzImage;

/**
 * What was written down and is read again, perhaps changed meanwhile: plans, rehearsals, records,
 * marks and wishes of the core, manifests and pages of the simulated machine, records of configured
 * images, password hashes.
 */
public final class SavedTarget {

  private static final ConfigSource CONFIGURATION =
      () -> {
        ConfigText text = ConfigText.parse(Text.bytes("slot = default\nkernel = /boot/vmlinuz\n"));
        return new ConfigSource.Found(
            List.of(ConfigReader.read("image", text.values(), text.problems(), "image.conf")),
            Optional.empty(),
            List.of());
      };

  private static final SavedTarget TARGET = new SavedTarget();

  private final Scratch scratch = Scratch.create();
  private final KexecCore core;
  private final DirectoryStore images;
  private final ImageKeeper keeper;
  private final List<Place> places = new ArrayList<>();
  private final Plan plan;

  /** A place of something saved, its content that is right, and what reads it. */
  private record Place(String name, String content, Reading reading) {}

  /** Reads it again. */
  @FunctionalInterface
  private interface Reading {
    void of(Path file, byte[] content) throws Exception;
  }

  private SavedTarget() {
    core =
        new KexecCore(
            new KexecCore.Settings(
                scratch.path("records"), Optional.empty(), false, false, Optional.empty()),
            () -> false);
    SimulatedHardware hardware =
        SimulatedHardware.lasting(
            SimSettings.DEFAULT.receiver(),
            SimSettings.DEFAULT.shape(),
            new Faults(),
            scratch.path("sim"));
    core.addMemory(offer("sim", 1, hardware.memory()));
    core.addReceiver(offer("sim", 2, hardware.machine()));
    core.addProtocol(offer("", 3, new BzImageProtocol()));
    images = new DirectoryStore(scratch.path("sim"), PageSize.KIB_4);
    keeper =
        new ImageKeeper(
            CONFIGURATION,
            new ImageKeeper.Services(
                core, Optional::empty, Optional::empty, new LinuxTexts(scratch.path("proc"))),
            new KeptStore(scratch.path("kept")),
            Clock.systemUTC(),
            KeepMode.OBSERVE);
    try {
      plan = load();
      collect();
    } catch (KexecException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> Offer<T> offer(String machine, long id, T service) {
    return new Offer<>(machine, "x86_64", "sim", false, 0, id, "kexec.fuzz", 1, service);
  }

  private Plan load() throws KexecException {
    Path kernel = scratch.file("kernel", new SyntheticBzImage().bytes());
    return core.load(
        PlanRequest.of(kernel).machine("sim").slot(Slot.CRASH).commandLine("quiet").build());
  }

  private void collect() throws IOException {
    add("plan.json", Text.bytes(PlanJson.of(plan).toString()), (file, content) -> plan(file));
    add(
        "rehearsal.json",
        Text.bytes(
            "{\"schema\":\"jkexec.rehearsal/1\",\"goal\":\"init\",\"succeeded\":true,"
                + "\"crash\":{\"peakBytes\":1,\"regionBytes\":2,\"neededBytes\":3}}"),
        (file, content) -> SavedRehearsals.read(file));
    try (Stream<Path> files = Files.list(scratch.path("records"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        byte[] content = Files.readAllBytes(file);
        add("records/" + file.getFileName(), content, (changed, bytes) -> core.status());
        String wish =
            new String(content, StandardCharsets.UTF_8)
                .replace("jkexec.record/1", "jkexec.wish/1")
                .replaceFirst(
                    "}$",
                    ",\"since\":\"2026-01-01T00:00:00Z\",\"loss\":{\"at\":"
                        + "\"2026-01-02T00:00:00Z\",\"reason\":\"x\",\"tries\":1}}");
        UUID name = UUID.nameUUIDFromBytes(Text.bytes("sim"));
        add(
            "records/" + name + "-crash.wanted",
            Text.bytes(wish),
            (changed, bytes) -> core.status());
        add(
            "records/" + file.getFileName().toString().replace(".json", ".loading"),
            Text.bytes(wish),
            (changed, bytes) -> core.status());
      }
    }
    try (Stream<Path> files = Files.list(scratch.path("sim"))) {
      for (Path file : files.filter(each -> !each.toString().endsWith(".lock")).toList()) {
        add("sim/" + file.getFileName(), Files.readAllBytes(file), (changed, bytes) -> image());
      }
    }
    add(
        "kept/image.json",
        Text.bytes(
            "{\"schema\":\"jkexec.kept/1\",\"loaded\":[\"ab\"],\"loading\":\"cd\","
                + "\"refusal\":\"x\",\"nextTry\":\"2026-01-01T00:00:00Z\"}"),
        (file, content) -> keeper.look());
    add(
        "password",
        Text.bytes("pbkdf2-hmac-sha256 600000 " + base64(16) + " " + base64(32) + "\n"),
        (file, content) -> password(new String(content, StandardCharsets.ISO_8859_1)));
  }

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  private void add(String name, byte[] content, Reading reading) {
    places.add(new Place(name, Text.of(content), reading));
  }

  private void plan(Path file) throws KexecException {
    SavedPlans.isDocument(file);
    require(SavedPlans.read(file).equals(SavedPlans.read(file)), "another plan");
  }

  private void image() throws KexecException {
    for (Slot slot : Slot.values()) {
      if (images.find(slot) instanceof StoredImage.Present present) {
        images.memory(present);
      }
    }
    core.status();
  }

  private static void password(String line) {
    PasswordHash.parse(line)
        .ifPresent(
            hash ->
                require(
                    PasswordHash.parse(hash.line()).orElseThrow().line().equals(hash.line()),
                    line));
  }

  /** Reads something again. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws Exception {
    Place place = places.get(Byte.toUnsignedInt(input[0]) % places.size());
    byte[] content = Text.bytesBehindTheChoice(input);
    Path file = scratch.file(place.name(), content);
    try {
      place.reading().of(file, content);
    } finally {
      if (isLeftOut(place)) {
        scratch.delete(file);
      } else {
        scratch.file(place.name(), Text.bytes(place.content()));
      }
    }
  }

  /** A wish or a mark that is there all the time would hide the record. */
  private static boolean isLeftOut(Place place) {
    return place.name().endsWith(".wanted") || place.name().endsWith(".loading");
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < TARGET.places.size(); i++) {
      seeds.add(Text.seed(i, Text.bytes(TARGET.places.get(i).content())));
    }
    return seeds;
  }
}

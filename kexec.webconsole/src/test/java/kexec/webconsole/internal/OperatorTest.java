package kexec.webconsole.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.KexecEvent;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.webconsole.internal.page.LoadFields;
import kexec.webconsole.internal.page.Overview;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {

  private static final String ROOT = "/system/console/kexec";
  private static final Pattern TICKET = Pattern.compile("name=\"ticket\" value=\"([^\"]+)\"");
  private static final String HOSTILE = "<script>alert(1)</script>'\"${appRoot}\u001b[2J\u202e";

  @TempDir private Path directory;

  private final OneSlotKexec kexec = new OneSlotKexec();
  private Optional<BootEntries> entries = Optional.empty();
  private Optional<ConfiguredImages> configured = Optional.empty();
  private List<Overview.Seen> events = List.of();
  private long now;
  private Operator operator;
  private Path kernel;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(kexec, () -> entries, () -> configured, () -> events, () -> now);
    kernel = Files.writeString(directory.resolve("vmlinuz"), "kernel");
  }

  @Test
  void nothingIsLoadedBeforeItIsConfirmed() {
    String proposal = operator.propose(formTicket(), fields(kernel, "quiet")).orElseThrow();
    String page = operator.proposal(proposal, ROOT).orElseThrow().toString();
    assertThat(page).contains("Load this image", ROOT + "/picture/" + proposal, "quiet");
    assertThat(operator.picture(proposal).orElseThrow()).startsWith("<svg");
    assertThat(kexec.loaded).isEmpty();

    String outcome = operator.load(ticket(page)).orElseThrow();
    assertThat(operator.outcome(outcome, ROOT).orElseThrow().toString())
        .contains("The image is loaded into the default slot");
    assertThat(kexec.loaded)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.kernel()).isEqualTo(kernel);
              assertThat(request.commandLine()).isEqualTo("quiet");
              assertThat(request.slot()).isEqualTo(Slot.DEFAULT);
            });
  }

  @Test
  void aConfirmationIsGoodForOneLoad() {
    String ticket = ticket(proposed(fields(kernel, "")));
    assertThat(operator.load(ticket)).isPresent();
    assertThat(operator.load(ticket)).isEmpty();
    assertThat(kexec.loaded).hasSize(1);
  }

  @Test
  void aTicketIsGoodForItsOwnFormOnly() {
    assertThat(operator.load(formTicket())).isEmpty();
    assertThat(operator.unload(formTicket())).isEmpty();
    assertThat(operator.unload(ticket(proposed(fields(kernel, ""))))).isEmpty();
    assertThat(operator.propose(ticket(proposed(fields(kernel, ""))), fields(kernel, "")))
        .isEmpty();
    assertThat(operator.propose("", fields(kernel, ""))).isEmpty();
    assertThat(kexec.loaded).isEmpty();
  }

  @Test
  void anOldConfirmationIsNotGood() {
    String ticket = ticket(proposed(fields(kernel, "")));
    now += Duration.ofHours(1).toNanos();
    assertThat(operator.load(ticket)).isEmpty();
    assertThat(kexec.loaded).isEmpty();
  }

  @Test
  void aFileThatChangedSinceIsNotLoaded() throws IOException {
    String ticket = ticket(proposed(fields(kernel, "")));
    Files.writeString(kernel, "another kernel");
    String outcome = operator.load(ticket).orElseThrow();
    assertThat(operator.outcome(outcome, ROOT).orElseThrow().toString())
        .contains("console-plan-changed", "Look at the plan again");
    assertThat(kexec.loaded).isEmpty();
  }

  @Test
  void aDeviceTreeThatChangedSinceIsNotLoaded() throws IOException {
    Path tree = Files.writeString(directory.resolve("board.dtb"), "tree");
    LoadFields fields =
        new LoadFields(FileName.of(kernel), "", "", FileName.of(tree), Slot.DEFAULT.label(), "");
    String ticket = ticket(proposed(fields));
    Files.writeString(tree, "another tree");
    String outcome = operator.load(ticket).orElseThrow();
    assertThat(operator.outcome(outcome, ROOT).orElseThrow().toString())
        .contains("console-plan-changed");
    assertThat(kexec.loaded).isEmpty();
    String again = operator.load(ticket(proposed(fields))).orElseThrow();
    assertThat(operator.outcome(again, ROOT).orElseThrow().toString()).contains("is loaded");
  }

  @Test
  void anExceptionThatNoMachineShouldThrowIsARefusal() {
    String ticket = ticket(proposed(fields(kernel, "")));
    kexec.beforeLoad =
        () -> {
          throw new UnsupportedOperationException("of the machine's own");
        };
    String outcome = operator.load(ticket).orElseThrow();
    assertThat(operator.outcome(outcome, ROOT).orElseThrow().toString())
        .contains("The image was not loaded", "of the machine", "unexpected", "Report it");
  }

  @Test
  void aFileThatChangesAtTheLastMomentIsTold() throws IOException {
    String ticket = ticket(proposed(fields(kernel, "")));
    kexec.beforeLoad = () -> Files.writeString(kernel, "another kernel");
    String outcome = operator.load(ticket).orElseThrow();
    assertThat(operator.outcome(outcome, ROOT).orElseThrow().toString())
        .contains("The image is loaded", "it is not the image that was shown");
  }

  @Test
  void aRefusedPlanIsShownWithItsPictureAndCannotBeLoaded() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad"), "bad");
    String page = proposed(fields(bad, ""));
    assertThat(page)
        .contains("This image cannot be loaded", "it is &lt;bad&gt;", "Take another.", "<img")
        .doesNotContain("Load this image");
    assertThat(TICKET.matcher(page).find()).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "no kernel||default|no kernel is named",
        "a relative path|boot/vmlinuz|default|not an absolute path",
        "a file that is not there|/nowhere/vmlinuz|default|there is no such file",
        "no such slot|/boot/vmlinuz|third|there is no slot",
      })
  void aFormThatMakesNoPlanIsRefused(String name, String file, String slot, String cause) {
    LoadFields fields = new LoadFields(file == null ? "" : file, "", "", "", slot, "");
    assertThat(proposed(fields)).contains(cause).doesNotContain("<img");
  }

  @Test
  void aNameWithoutItsBytesIsRefused() {
    assertThat(proposed(new LoadFields("/boot/\ufffd", "", "", "", "default", "")))
        .contains("console-form-refused");
    assertThat(proposed(new LoadFields("/boot/a\0b", "", "", "", "default", "")))
        .contains("console-form-refused", "a\\x00b");
    assertThat(proposed(new LoadFields("/" + "x".repeat(70_000), "", "", "", "default", "")))
        .contains("console-form-refused");
  }

  @Test
  void whatWasTypedCanBeChanged() {
    String proposal = operator.propose(formTicket(), fields(kernel, "debug")).orElseThrow();
    assertThat(
            operator
                .overview(Optional.empty(), Slot.DEFAULT, Optional.of(proposal), ROOT)
                .toString())
        .contains("value=\"" + kernel + "\"", "value=\"debug\"");
  }

  @Test
  void anImageIsUnloadedAfterAQuestion() {
    operator.load(ticket(proposed(fields(kernel, ""))));
    String question = operator.unloadQuestion(Slot.DEFAULT, OneSlotKexec.MACHINE, ROOT).toString();
    assertThat(question).contains("Unload the default slot", kernel.toString());
    assertThat(kexec.status().get(0).loaded()).isTrue();

    String ticket = ticket(question);
    String outcome = operator.unload(ticket).orElseThrow();
    assertThat(operator.outcome(outcome, ROOT).orElseThrow().toString()).contains("is empty");
    assertThat(kexec.status().get(0).loaded()).isFalse();
    assertThat(operator.unload(ticket)).isEmpty();
  }

  /** Names of files, machines, entries and configurations, and texts of kernels. */
  @Test
  void hostileNamesAreText() throws IOException {
    Path hostile = Files.writeString(directory.resolve("<script>'${x}\u001b"), "kernel");
    String page = proposed(fields(hostile, HOSTILE));
    assertHarmless(page);
    assertHarmless(
        operator.outcome(operator.load(ticket(page)).orElseThrow(), ROOT).orElseThrow().toString());
    entries = Optional.of(new OneEntry());
    configured = Optional.of(() -> List.of(configuredImage()));
    kexec.obstacles.add(Finding.warning("code", HOSTILE, HOSTILE));
    events =
        List.of(
            new Overview.Seen(
                Instant.EPOCH, new KexecEvent.ImageLost(HOSTILE, Slot.CRASH, HOSTILE)));
    String overview = overview();
    assertHarmless(overview);
    assertThat(overview)
        .contains(
            "&lt;script&gt;alert(1)&lt;/script&gt;&#39;&quot;&#36;{appRoot}\\x1b[2J\\x202e",
            "&lt;b&gt;machine&lt;/b&gt;",
            "Boot entries",
            "Configured images");
    assertHarmless(
        operator
            .overview(Optional.of(HOSTILE), Slot.DEFAULT, Optional.of(HOSTILE), ROOT)
            .toString());
    assertHarmless(operator.unloadQuestion(Slot.DEFAULT, HOSTILE, ROOT).toString());
  }

  private static void assertHarmless(String page) {
    assertThat(page).doesNotContain("<script", "<b>", "${", "\u001b", "\u202e");
  }

  @Test
  void anEntryFillsInTheForm() {
    entries = Optional.of(new OneEntry());
    assertThat(
            operator
                .overview(Optional.of("debian"), Slot.DEFAULT, Optional.empty(), ROOT)
                .toString())
        .contains(
            "value=\"/boot/vmlinuz-6\"",
            "/boot/initrd-6\n",
            "default</span>",
            "value=\"root=/dev/sda1 crashkernel=256M\"",
            "<option value=\"default\" selected=\"selected\">");
    String forCrash =
        operator.overview(Optional.of("debian"), Slot.CRASH, Optional.empty(), ROOT).toString();
    assertThat(forCrash)
        .contains(
            "value=\"root=/dev/sda1\"",
            "<option value=\"crash\" selected=\"selected\">",
            "name=\"slot\" value=\"crash\"");
    assertThat(
            operator.overview(Optional.of("none"), Slot.DEFAULT, Optional.empty(), ROOT).toString())
        .contains("entry-unknown");
  }

  /** The form has no modules: a hypervisor would be started without its first domain. */
  @Test
  void anEntryWithModulesDoesNotFillInTheForm() {
    entries = Optional.of(new OneEntry());
    assertThat(overview()).contains("Fill in");
    entries = Optional.of(new OneEntry(new ModuleFile(Path.of("/boot/vmlinuz-6"), "")));
    assertThat(overview()).contains("Boot entries").doesNotContain("Fill in");
    assertThat(
            operator
                .overview(Optional.of("debian"), Slot.DEFAULT, Optional.empty(), ROOT)
                .toString())
        .doesNotContain("value=\"/boot/vmlinuz-6\"");
  }

  @Test
  void whatIsNotThereIsNotShown() {
    assertThat(overview()).doesNotContain("Boot entries", "Configured images");
  }

  private String overview() {
    return operator.overview(Optional.empty(), Slot.DEFAULT, Optional.empty(), ROOT).toString();
  }

  private String formTicket() {
    return ticket(overview());
  }

  private String proposed(LoadFields fields) {
    String proposal = operator.propose(formTicket(), fields).orElseThrow();
    return operator.proposal(proposal, ROOT).orElseThrow().toString();
  }

  private static String ticket(String page) {
    Matcher found = TICKET.matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static LoadFields fields(Path kernel, String commandLine) {
    return new LoadFields(kernel.toString(), "", commandLine, "", "default", "");
  }

  @Test
  void configurationsThatCannotBeReadAreTold() {
    configured =
        Optional.of(
            new ConfiguredImages() {
              @Override
              public List<ConfiguredImage> list() {
                return List.of();
              }

              @Override
              public Optional<Fault> trouble() {
                return Optional.of(new Fault("code", HOSTILE, "everybody may write", HOSTILE));
              }
            });
    assertHarmless(overview());
    assertThat(overview()).contains("everybody may write");
  }

  private static ConfiguredImage configuredImage() {
    return new ConfiguredImage(
        HOSTILE,
        Slot.CRASH,
        HOSTILE,
        ConfiguredImage.State.REFUSED,
        Optional.of(HOSTILE),
        Optional.of(Instant.EPOCH),
        Optional.empty());
  }

  private static final class OneEntry implements BootEntries {

    private final BootEntry entry;

    OneEntry(ModuleFile... modules) {
      entry =
          new BootEntry(
              "debian",
              HOSTILE,
              new BootEntry.Source(BootEntry.Kind.GRUB, Path.of("/boot/grub/grub.cfg")),
              Path.of("/boot/vmlinuz-6"),
              List.of(Path.of("/boot/initrd-6")),
              List.of(modules),
              "root=/dev/sda1 crashkernel=256M",
              Optional.empty(),
              Optional.empty(),
              Optional.of(HOSTILE),
              List.of(Finding.warning("code", HOSTILE, "Look.")));
    }

    @Override
    public Listing list() {
      return new Listing(List.of(entry), Optional.of("debian"), "the saved entry", List.of());
    }

    @Override
    public BootEntry find(String id) throws KexecException {
      if (!id.equals(entry.id())) {
        throw new KexecException(
            new Fault("entry-unknown", "finding " + id, "there is none", "Name another."));
      }
      return entry;
    }
  }
}

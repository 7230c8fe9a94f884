package kexec.webconsole.internal.page;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.ImageChanges;
import kexec.api.ImageRecord;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import kexec.webconsole.internal.html.Html;

/** One slot: what it holds, and what should be in it. */
final class SlotBlock {

  private SlotBlock() {}

  /** Writes a slot with the button that leads to the page which asks whether to unload it. */
  static void write(Html html, SlotStatus status, String root) {
    open(html, status);
    if (status.loaded() || status.wanted().isPresent()) {
      html.open("form", "method", "get", "action", root + "/unload")
          .open("input", "type", "hidden", "name", "slot", "value", status.slot().label())
          .open("input", "type", "hidden", "name", "machine", "value", status.machine());
      Blocks.button(html, "Unload…", "secondary");
      html.close("form");
    }
    html.close("section");
  }

  /** Writes a slot without a button. */
  static void facts(Html html, SlotStatus status) {
    open(html, status);
    html.close("section");
  }

  private static void open(Html html, SlotStatus status) {
    html.open("section", "class", "card slot " + (status.loaded() ? "loaded" : "empty"));
    html.open("h3")
        .text(status.slot().label() + " slot ")
        .element("small", "on " + status.machine())
        .text(" ")
        .element("span", state(status), "class", "badge " + style(status))
        .close("h3");
    html.open("table", "class", "facts");
    status.image().ifPresent(image -> image(html, image, status));
    if (status.loaded() && status.image().isEmpty()) {
      Blocks.fact(html, "image", "another program loaded it, and nothing is recorded of it");
    }
    status.changes().ifPresent(changes -> changes(html, changes));
    status.wanted().ifPresent(wanted -> wanted(html, wanted));
    status.trouble().ifPresent(trouble -> Blocks.fact(html, "trouble", trouble));
    Blocks.fact(html, "receiver", status.receiver());
    html.close("table");
  }

  private static String state(SlotStatus status) {
    if (status.isLost()) {
      return "lost";
    }
    return status.loaded() ? "loaded" : "empty";
  }

  private static String style(SlotStatus status) {
    if (status.isLost()) {
      return "error";
    }
    if (!status.loaded()) {
      return "info";
    }
    return status.trouble().isPresent() ? "warning" : "good";
  }

  private static void image(Html html, ImageRecord image, SlotStatus status) {
    Blocks.fact(html, "kernel", FileName.of(image.kernel()));
    if (!image.initrds().isEmpty()) {
      Blocks.fact(html, "initrd", names(image.initrds()));
    }
    Blocks.fact(html, "command line", image.commandLine());
    Blocks.fact(
        html,
        "content",
        "%s in %s segments%s"
            .formatted(
                Size.human(image.bytes()),
                image.segments(),
                image.method().map(LoadMethod::label).map(by -> ", as " + by).orElse("")));
    Blocks.fact(html, "loaded at", Blocks.time(image.loadedAt()));
    Blocks.fact(
        html,
        "rehearsal",
        rehearsal(image.rehearsal(), status.wanted().flatMap(WantedImage::rehearsal)));
    if (!status.confirmed()) {
      Blocks.fact(
          html, "recorded", "the receiver only says that something is loaded, not that it is this");
    }
  }

  private static String names(List<Path> files) {
    return files.stream().map(FileName::of).collect(Collectors.joining(", "));
  }

  private static String rehearsal(
      Optional<RehearsalVerdict> verdict, Optional<RehearsalVerdict> earlier) {
    return verdict
        .map(SlotBlock::told)
        .or(() -> earlier.map(old -> "planned again since; before: " + told(old)))
        .orElse("never rehearsed");
  }

  private static String told(RehearsalVerdict verdict) {
    return "%s: came to %s, wanted %s, at %s in %s"
        .formatted(
            verdict.succeeded() ? "succeeded" : "failed",
            verdict.rung().label(),
            verdict.goal().label(),
            Blocks.time(verdict.at()),
            verdict.emulator());
  }

  private static void changes(Html html, ImageChanges changes) {
    if (!changes.details().isEmpty()) {
      Blocks.fact(
          html,
          changes.any() ? "changed since" : "perhaps changed since",
          String.join(", ", changes.details()));
    }
  }

  private static void wanted(Html html, WantedImage wanted) {
    wanted
        .loss()
        .ifPresent(
            loss ->
                Blocks.fact(
                    html,
                    "lost",
                    "%s: %s; %s"
                        .formatted(
                            FileName.of(wanted.request().kernel()),
                            loss.reason(),
                            loss.nextTry()
                                .map(next -> "it is tried again at " + Blocks.time(next))
                                .orElse("load it again, or unload it"))));
  }
}

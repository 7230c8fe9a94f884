package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.text.FileName;
import kexec.picture.PlanPicture;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.ChosenImage;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PictureOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.terminal.Screen;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.PlanText;

/** Shows what would be loaded where. */
public final class PlanCommand implements Command<Plan> {

  private static final Option SEGMENTS_TO =
      Option.value(
          "DIR",
          "Write each segment's content to DIR/NN-ROLE.bin; no file is overwritten.",
          "--segments-to");

  private static final Option MAP =
      Option.flag(
          "Show the memory as a map of characters instead of tables, as wide as COLUMNS in the"
              + " environment tells.",
          "--map");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "plan",
          "Show what would be loaded where, without privileges and without touching anything.",
          List.of(KernelOptions.KERNEL),
          Syntax.join(
              KernelOptions.ALL, Syntax.join(List.of(SEGMENTS_TO, MAP), PictureOptions.ALL)),
          List.of(
              "plan /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
              "plan -p /boot/vmlinuz-kdump --append=\"irqpoll nr_cpus=1\" --json",
              "plan --entry=default",
              "plan vmlinuz --memory-map=server.iomem --segments-to=out",
              "plan vmlinuz --initrd=initrd.img --html=plan.html"));

  private final KernelOptions options;
  private final Optional<Path> segmentsTo;
  private final PictureOptions pictures;
  private final boolean map;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public PlanCommand(Arguments arguments) throws UsageException {
    options = new KernelOptions(arguments);
    segmentsTo = arguments.path(SEGMENTS_TO);
    pictures = new PictureOptions(arguments);
    map = arguments.has(MAP);
  }

  @Override
  public Plan call(CommandContext bench) throws KexecException {
    ChosenImage image = options.image(bench.linux(), bench::entries);
    bench.progress().step("planning " + FileName.of(image.request().kernel()));
    Plan plan = image.told(plan(image.request(), bench));
    if (segmentsTo.isPresent()) {
      SegmentFiles.write(plan, segmentsTo.get(), bench.progress());
    }
    draw(plan);
    return plan;
  }

  private Plan plan(PlanRequest request, CommandContext bench) throws KexecException {
    try {
      return bench.kexec().plan(request, bench.progress());
    } catch (PlanRefusedException e) {
      if (e.draft().isPresent()) {
        drawRefused(e.draft().get().toBuilder().findings(e.findings()).build(), e);
      }
      throw e;
    }
  }

  /** The refusal is what the user must know, whatever becomes of its picture. */
  private void drawRefused(Plan draft, PlanRefusedException refusal) {
    try {
      draw(draft);
    } catch (KexecException e) {
      refusal.addSuppressed(e);
    }
  }

  private void draw(Plan plan) throws KexecException {
    if (pictures.svg().isPresent()) {
      PictureFile.write(PlanPicture.svg(plan), pictures.svg().get());
    }
    if (pictures.html().isPresent()) {
      PictureFile.write(PlanPicture.html(plan), pictures.html().get());
    }
  }

  @Override
  public Optional<Path> kernel() {
    return options.kernel();
  }

  @Override
  public void show(Plan plan, Page page) {
    if (map) {
      PlanText.map(plan, Screen.of(System.getenv()), page);
    } else {
      PlanText.write(plan, page);
    }
  }

  @Override
  public JsonElement json(Plan plan) {
    return PlanJson.of(plan);
  }
}

package kexec.entries.internal.grub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.entries.internal.entry.LoaderEntry;
import org.jspecify.annotations.Nullable;

/** Carries the items of a menu out, to find what they load. */
final class GrubMenu {

  private static final int DEEPEST = 8;
  private static final String PLACEHOLDER = "placeholder";

  private final ScriptRunner runner;
  private final GrubFiles files;
  private final Path configuration;

  /**
   * Creates a reader of menus.
   *
   * @param runner carries scripts out
   * @param files finds files
   * @param configuration the path of GRUB's configuration, as the entries' source
   */
  GrubMenu(ScriptRunner runner, GrubFiles files, Path configuration) {
    this.runner = runner;
    this.files = files;
    this.configuration = configuration;
  }

  /** {@return the items of a menu, with those of its submenus} */
  List<GrubNode> nodes(ScriptContext context) {
    return nodes(context, "", 0);
  }

  private List<GrubNode> nodes(ScriptContext context, String parent, int depth) {
    List<GrubNode> nodes = new ArrayList<>();
    for (MenuItem item : context.items()) {
      nodes.add(node(item, context, parent, depth));
    }
    return nodes;
  }

  private GrubNode node(MenuItem item, ScriptContext context, String parent, int depth) {
    if (item instanceof MenuItem.Specified specified) {
      return new GrubNode(
          item.title(),
          item.id(),
          item.certain(),
          Optional.of(specified.entry()),
          false,
          List.of());
    }
    MenuItem.Scripted scripted = (MenuItem.Scripted) item;
    String path = parent + item.title();
    if (scripted.submenu()) {
      ScriptContext inner = new ScriptContext(context.variables().forMenu());
      inner.arguments(scripted.arguments());
      if (depth < DEEPEST) {
        runner.run(scripted.body(), inner);
      }
      return new GrubNode(
          item.title(),
          item.id(),
          item.certain(),
          Optional.empty(),
          true,
          nodes(inner, path + ">", depth + 1));
    }
    ScriptContext inner = new ScriptContext(context.variables().copy());
    inner.arguments(scripted.arguments());
    inner.variables().set("chosen", GrubText.of(item.title()));
    runner.run(scripted.body(), inner);
    return new GrubNode(
        item.title(),
        item.id(),
        item.certain(),
        entry(item, path, inner.recipe()),
        false,
        List.of());
  }

  private Optional<LoaderEntry> entry(MenuItem item, String path, BootRecipe recipe) {
    BootRecipe.Loaded kernel = recipe.kernel();
    if (kernel == null) {
      return Optional.empty();
    }
    List<Finding> findings = new ArrayList<>();
    boolean unclear = recipe.isUnclear();
    List<String> initrds = new ArrayList<>();
    for (BootRecipe.Loaded each : recipe.initrds()) {
      unclear |= !each.file().certain();
      if (!each.file().text().isEmpty()) {
        initrds.add(files.path(each.file().text()));
      }
    }
    List<LoaderEntry.NamedModule> modules = new ArrayList<>();
    for (BootRecipe.Loaded each :
        recipe.isHypervisor() ? recipe.modules() : List.<BootRecipe.Loaded>of()) {
      unclear |= !each.file().certain() || !each.line().certain();
      modules.add(new LoaderEntry.NamedModule(files.path(each.file().text()), line(each, true)));
    }
    if (unclear || !kernel.file().certain() || !kernel.line().certain()) {
      findings.add(unclear(kernel.line()));
    }
    if (!item.certain()) {
      findings.add(
          Finding.warning(
              "entry-conditional",
              "whether GRUB's menu has the entry depends on what only the machine could tell",
              "Look at the menu if that matters."));
    }
    Optional<Path> near = files.near(kernel.file().text(), kernel.root().text());
    if (near.isEmpty() || files.isInImage(kernel.file().text(), kernel.root().text())) {
      findings.add(unmounted(files.device(kernel.file().text(), kernel.root().text())));
    } else if (files.isUnknown(kernel.file().text(), kernel.root().text())) {
      findings.add(unknown(files.device(kernel.file().text(), kernel.root().text())));
    }
    return Optional.of(
        LoaderEntry.of(
                item.id().isEmpty() ? path : item.id(),
                new BootEntry.Source(BootEntry.Kind.GRUB, configuration),
                near.orElse(configuration))
            .title(path)
            .kernel(files.path(kernel.file().text()))
            .initrds(initrds)
            .modules(modules)
            .commandLine(line(kernel, recipe.isHypervisor()))
            .deviceTree(name(recipe.deviceTree()))
            .tell(findings)
            .build());
  }

  /** Before GRUB 2, loaders passed the file's name first; its scripts write a word in its place. */
  private static String line(BootRecipe.Loaded loaded, boolean multiboot) {
    String line = loaded.line().text().strip();
    boolean placeholder = line.equals(PLACEHOLDER) || line.startsWith(PLACEHOLDER + " ");
    return multiboot && placeholder ? line.substring(PLACEHOLDER.length()).strip() : line;
  }

  private @Nullable String name(BootRecipe.@Nullable Loaded loaded) {
    return loaded == null ? null : files.path(loaded.file().text());
  }

  private static Finding unclear(GrubText line) {
    return Finding.warning(
        "entry-unclear",
        line.certain()
            ? "which files the entry loads depends on what only the machine could tell"
            : "the command line depends on what only the machine could tell; it was taken as '%s'"
                .formatted(line.text()),
        "Check it, and give the kernel and the command line yourself if it is another one.");
  }

  private static Finding unknown(String device) {
    return Finding.warning(
        "entry-file-guessed",
        "this system does not know the file system %s: the files were looked for where GRUB is"
            .formatted(device),
        "Check that they are the files that GRUB reads.");
  }

  private static Finding unmounted(String device) {
    return Finding.error(
        "entry-not-mounted",
        "the files of the entry are on the file system %s, which is not mounted".formatted(device),
        "Mount it, or take another entry.");
  }
}

package kexec.itest;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The exported packages of a bundle as bnd sees them, as text: a line for each element, with its
 * type, the severity of adding and of removing it, and its name, indented below its parent.
 */
final class ApiText {

  private static final DiffPluginImpl BND = new DiffPluginImpl();

  private ApiText() {}

  /** Returns the exported packages of a bundle. */
  static Tree ofBundle(Path file) throws Exception {
    try (Jar jar = new Jar(file.toFile())) {
      Tree.Data api = BND.tree(jar).get("<api>").serialize();
      prune(api);
      return BND.deserialize(api);
    }
  }

  /** Removes what a class has from the Java platform, because platforms differ. */
  private static void prune(Tree.Data data) {
    data.children =
        Arrays.stream(data.children == null ? new Tree.Data[0] : data.children)
            .filter(child -> !isOfThePlatform(child))
            .toArray(Tree.Data[]::new);
    Arrays.stream(data.children).forEach(ApiText::prune);
  }

  private static boolean isOfThePlatform(Tree.Data data) {
    return switch (data.type) {
      case ANNOTATED ->
          data.name.startsWith("jdk.") || data.name.startsWith("java.lang.Deprecated");
      case METHOD -> data.name.equals("finalize()") || data.name.equals("clone()");
      default -> false;
    };
  }

  static void write(Tree tree, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    add(tree.serialize(), 0, lines);
    Files.write(file, lines);
  }

  private static void add(Tree.Data data, int depth, List<String> lines) {
    lines.add(
        " ".repeat(depth) + "%s %s %s %s".formatted(data.type, data.add, data.rem, data.name));
    for (Tree.Data child : data.children) {
      add(child, depth + 1, lines);
    }
  }

  static Tree read(Path file) throws Exception {
    Deque<Tree.Data> path = new ArrayDeque<>();
    Tree.Data root = null;
    for (String line : Files.readAllLines(file)) {
      int depth = line.length() - line.stripLeading().length();
      String[] words = line.strip().split(" ", 4);
      Tree.Data data = new Tree.Data();
      data.type = Type.valueOf(words[0]);
      data.add = Delta.valueOf(words[1]);
      data.rem = Delta.valueOf(words[2]);
      data.name = words[3];
      data.children = new Tree.Data[0];
      while (path.size() > depth) {
        path.pop();
      }
      if (path.isEmpty()) {
        root = data;
      } else {
        Tree.Data parent = path.peek();
        parent.children = Arrays.copyOf(parent.children, parent.children.length + 1);
        parent.children[parent.children.length - 1] = data;
      }
      path.push(data);
    }
    return BND.deserialize(root);
  }
}

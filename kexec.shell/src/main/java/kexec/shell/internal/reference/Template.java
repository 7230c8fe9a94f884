package kexec.shell.internal.reference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The part of a script that does not depend on the definitions. */
final class Template {

  private String text;

  private Template(String text) {
    this.text = text;
  }

  /**
   * {@return the template}
   *
   * @param name the name of its file, which is beside this class
   * @throws IOException if it cannot be read
   */
  static Template of(String name) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("there is no template " + name);
      }
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Puts a text in place of {@code @name@}. */
  Template with(String name, String value) {
    text = text.replace("@" + name + "@", value);
    return this;
  }

  @Override
  public String toString() {
    return text;
  }
}

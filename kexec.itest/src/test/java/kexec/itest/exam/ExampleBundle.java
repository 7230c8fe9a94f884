package kexec.itest.exam;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bundle of the example backend, built from its classes as bnd builds every other bundle. */
public final class ExampleBundle {

  /** The bundle's symbolic name, and its only package. */
  public static final String NAME = "kexec.itest.example";

  private ExampleBundle() {}

  /** Builds the bundle and returns its file. Called outside the framework. */
  public static Path build() {
    try (Builder builder = new Builder()) {
      builder.setProperties(new File("../bnd.bnd"));
      builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, NAME);
      builder.setProperty(Constants.BUNDLE_VERSION, "1.0.0");
      builder.setProperty(Constants.PRIVATEPACKAGE, NAME);
      List<File> classpath = new ArrayList<>();
      classpath.add(new File("target/test-classes"));
      RunDescriptor.jars().forEach(jar -> classpath.add(jar.toFile()));
      builder.setClasspath(classpath.toArray(File[]::new));
      try (Jar jar = builder.build()) {
        if (!builder.getErrors().isEmpty()) {
          throw new IllegalStateException("bnd: " + builder.getErrors());
        }
        Path file = ForkFiles.file("example-backend.jar");
        jar.write(file.toFile());
        return file;
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the example's bundle cannot be built", e);
    }
  }
}

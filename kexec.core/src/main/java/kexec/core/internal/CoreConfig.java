package kexec.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Configuration of the {@link kexec.api.Kexec} service. Framework properties supply unset values.
 */
@ObjectClassDefinition(
    name = "jkexec: core",
    description = "Where loaded images are recorded, and what requests without a machine mean.")
@interface CoreConfig {

  /** The records directory. */
  @AttributeDefinition(
      name = "Directory",
      description =
          "Where the records of loaded images are kept. Empty: records in the directory that the"
              + " framework property kexec.state.directory names, else in the bundle's own data"
              + " area.")
  String directory() default "";

  /** The machine for requests that name none. */
  @AttributeDefinition(
      name = "Default machine",
      description =
          "The machine for requests that name none. Empty: the one that the framework property"
              + " kexec.default.machine names, else the one with the highest ranking.")
  String default_machine() default "";

  /** Whether lost images are reloaded. */
  @AttributeDefinition(
      name = "Retry",
      description =
          "Whether an image that was lost is loaded again without being asked. Also off where the"
              + " framework property kexec.retry is false.")
  boolean retry() default true;
}

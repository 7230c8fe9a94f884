package kexec.api.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The service properties by which a {@link MemoryOps} and a {@link MachineKexec} are paired and
 * chosen, as a component property type. Services that are registered otherwise use the names.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface MachineService {

  /** The prefix of all names. */
  String PREFIX_ = "kexec.";

  /** The name of {@link #machine}. */
  String MACHINE = PREFIX_ + "machine";

  /** The name of {@link #arch}. */
  String ARCH = PREFIX_ + "arch";

  /** The name of {@link #firmware}. */
  String FIRMWARE = PREFIX_ + "firmware";

  /** The name of {@link #named$_$only}. */
  String NAMED_ONLY = PREFIX_ + "named-only";

  /** {@return the machine's name, which pairs the two services} */
  String machine();

  /**
   * {@return the architecture in whose state kernels are entered, by its {@link
   * kexec.api.plan.Architecture#label()}}
   */
  String arch();

  /** {@return what the machine runs under: {@code none}, or a hypervisor's or simulator's name} */
  String firmware() default "none";

  /** {@return whether the machine is chosen only by its name, never by ranking alone} */
  boolean named$_$only() default false;
}

package kexec.api.fault;

/**
 * Work that may fail.
 *
 * @param <T> its result
 */
@FunctionalInterface
public interface Attempt<T> {

  /**
   * {@return the result of the work}
   *
   * @throws KexecException if it fails
   */
  T run() throws KexecException;
}

package kexec.core.internal.machine;

/**
 * What a bundle offers for a machine or an architecture, with its relevant properties.
 *
 * @param <T> the service's type
 * @param machine the machine's name; empty if the property is absent
 * @param architecture the architecture's label; empty if the property is absent
 * @param firmware what it runs under: {@code none}, or a hypervisor's or simulator's name
 * @param namedOnly whether it is used only by name
 * @param ranking the service ranking
 * @param id the service id
 * @param bundle the offering bundle's symbolic name
 * @param bundleId the offering bundle's id
 * @param service the service
 */
public record Offer<T>(
    String machine,
    String architecture,
    String firmware,
    boolean namedOnly,
    int ranking,
    long id,
    String bundle,
    long bundleId,
    T service)
    implements Comparable<Offer<?>> {

  /** Orders by descending ranking, then by ascending service id (oldest first), as OSGi does. */
  @Override
  public int compareTo(Offer<?> other) {
    int byRanking = Integer.compare(other.ranking, ranking);
    return byRanking != 0 ? byRanking : Long.compare(id, other.id);
  }
}

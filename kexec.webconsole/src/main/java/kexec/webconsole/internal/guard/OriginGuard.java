package kexec.webconsole.internal.guard;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether a request comes from the console's own pages, or from a program of its operator.
 *
 * <p>A browser sends the console's password with every request to it, whatever page made it do so.
 * So a request that may change something is answered only if the browser says that a page of the
 * console sent it; and none at all if it names the console by a name that is not the console's,
 * because a name of an attacker may have been made to point here (DNS rebinding).
 *
 * <p>Immutable.
 */
public final class OriginGuard {

  /** A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[0-9a-z.-]+)(?::\\d{1,5})?");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> names;

  /**
   * Creates the guard.
   *
   * @param more names of this console beside those of the loopback interface, without a port
   */
  public OriginGuard(Set<String> more) {
    Set<String> all = new HashSet<>(LOOPBACK);
    more.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    this.names = Set.copyOf(all);
  }

  /**
   * {@return why a request is not answered, as a sentence for its sender; empty if it is}
   *
   * @param arrival where it comes from
   */
  public Optional<String> refusal(Arrival arrival) {
    Optional<String> host = arrival.host().map(name -> name.toLowerCase(Locale.ROOT));
    if (host.filter(this::isOurs).isEmpty()) {
      return Optional.of(
          "The request names the console by another name than localhost. Use http://localhost and"
              + " the console's port, or configure the name.");
    }
    Optional<String> origin = arrival.origin().map(name -> name.toLowerCase(Locale.ROOT));
    if (origin.isPresent() && !isSame(origin.get(), host.get())) {
      return Optional.of("The request was sent by a page of another origin.");
    }
    return arrival.isReading() ? refusedReading(arrival) : refusedChange(arrival, origin);
  }

  private boolean isOurs(String host) {
    Matcher parts = HOST.matcher(host);
    return parts.matches() && names.contains(parts.group(1));
  }

  private static boolean isSame(String origin, String host) {
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  /** A link elsewhere may open a page; nothing elsewhere may use what the console answers. */
  private static Optional<String> refusedReading(Arrival arrival) {
    boolean ours = arrival.site().map(OriginGuard::isOwnSite).orElse(true);
    return ours || arrival.mode().filter("navigate"::equals).isPresent()
        ? Optional.empty()
        : Optional.of("The request was sent by a page of another site.");
  }

  private static Optional<String> refusedChange(Arrival arrival, Optional<String> origin) {
    if (arrival.site().filter(site -> !isOwnSite(site)).isPresent()) {
      return Optional.of("The request was sent by a page of another site.");
    }
    return origin.isPresent()
        ? Optional.empty()
        : Optional.of(
            "The request does not say which page sent it. A program that changes something sends"
                + " the console's own address in the header Origin.");
  }

  private static boolean isOwnSite(String site) {
    return site.equals("same-origin") || site.equals("none");
  }
}

package kexec.webconsole.internal.guard;

import java.util.Optional;

/**
 * What a request tells of where it comes from.
 *
 * @param method the HTTP method
 * @param host the {@code Host} header
 * @param origin the {@code Origin} header (RFC 6454, section 7)
 * @param site the {@code Sec-Fetch-Site} header: how the page that made a browser send the request
 *     is related to this console (W3C, Fetch Metadata Request Headers, section 2)
 * @param mode the {@code Sec-Fetch-Mode} header
 */
public record Arrival(
    String method,
    Optional<String> host,
    Optional<String> origin,
    Optional<String> site,
    Optional<String> mode) {

  /** {@return whether the request may only look} */
  public boolean isReading() {
    return method.equals("GET") || method.equals("HEAD");
  }
}

package kexec.webconsole.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.webconsole.internal.guard.Arrival;
import kexec.webconsole.internal.guard.OriginGuard;
import org.jspecify.annotations.Nullable;

/** What the login and the page have in common: reading requests, and refusing them. */
final class Arrivals {

  /** The framework property with more names of this console, separated by commas. */
  static final String HOSTS = "kexec.console.hosts";

  private Arrivals() {}

  static OriginGuard guard(@Nullable String hosts) {
    Set<String> names =
        Arrays.stream(hosts == null ? new String[0] : hosts.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    return new OriginGuard(names);
  }

  static Arrival of(HttpServletRequest request) {
    return new Arrival(
        request.getMethod(),
        header(request, "Host"),
        header(request, "Origin"),
        header(request, "Sec-Fetch-Site"),
        header(request, "Sec-Fetch-Mode"));
  }

  static Optional<String> header(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  /** Answers with a text only; nothing that a request contains is in it. */
  static void refuse(HttpServletResponse response, int status, String text) throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain");
    response.setCharacterEncoding("utf-8");
    response.getWriter().println(text);
    response.flushBuffer();
  }
}

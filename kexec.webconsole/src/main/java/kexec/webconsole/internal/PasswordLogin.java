package kexec.webconsole.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.text.ProcessWords;
import kexec.launch.PasswordFile;
import kexec.webconsole.internal.guard.Login;
import kexec.webconsole.internal.guard.OriginGuard;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of the whole web console: a password of the operator's own, and requests of the
 * console's own pages only. Its ranking is one above that of the console's own login, which has a
 * known password, and below that of every other.
 */
@Component(
    service = SecurityProvider.class,
    property = {
      SecurityProvider.PROPERTY_ID + "=kexec.password",
      "service.ranking:Integer=-2147483647"
    })
public final class PasswordLogin implements SecurityProvider {

  private static final Logger LOG = LoggerFactory.getLogger(PasswordLogin.class);

  /** The realm is the console's own, which its logout names to make a browser forget. */
  private static final String CHALLENGE =
      "Basic realm=\"OSGi Management Console\", charset=\"UTF-8\"";

  private final OriginGuard guard;
  private final Login login;

  /**
   * Creates the login. The password's file is read when somebody logs in.
   *
   * @param context provides the properties {@code kexec.console.password} and {@code
   *     kexec.console.hosts}
   */
  @Activate
  public PasswordLogin(BundleContext context) {
    PasswordFile file =
        new PasswordFile(
            Optional.ofNullable(context.getProperty(PasswordFile.PROPERTY))
                .map(named -> ProcessWords.property(PasswordFile.PROPERTY, named)));
    guard = Arrivals.guard(context.getProperty(Arrivals.HOSTS));
    login = new Login(file::read, System::nanoTime);
  }

  @Override
  public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
    // No page of the console, of whatever plugin, is shown inside another site's page.
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("X-Content-Type-Options", "nosniff");
    // Not no-referrer: then a browser would hide the origin of the console's own forms, too.
    response.setHeader("Referrer-Policy", "same-origin");
    try {
      Optional<String> refusal = guard.refusal(Arrivals.of(request));
      if (refusal.isPresent()) {
        Arrivals.refuse(response, HttpServletResponse.SC_FORBIDDEN, refusal.get());
        return null;
      }
      return answered(login.answer(Arrivals.header(request, "Authorization")), response);
    } catch (IOException e) {
      // The client has gone.
      return null;
    }
  }

  private static @Nullable Object answered(Login.Answer answer, HttpServletResponse response)
      throws IOException {
    if (answer instanceof Login.Welcome) {
      return Login.USER;
    }
    if (answer instanceof Login.Closed closed) {
      Fault fault = closed.fault();
      LOG.error("nobody can log in to the web console: {}", fault);
      Arrivals.refuse(
          response,
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "Nobody can log in: %s (%s). %s".formatted(fault.cause(), fault.code(), fault.cure()));
    } else if (answer instanceof Login.TooMany many) {
      response.setHeader("Retry-After", Long.toString(many.seconds()));
      Arrivals.refuse(
          response, 429, "Too many wrong passwords. Wait %s seconds.".formatted(many.seconds()));
    } else {
      if (answer instanceof Login.Unknown unknown && unknown.attempted()) {
        LOG.warn("a login to the web console with a wrong user or password was refused");
      }
      response.setHeader("WWW-Authenticate", CHALLENGE);
      Arrivals.refuse(
          response, HttpServletResponse.SC_UNAUTHORIZED, "Log in as " + Login.USER + ".");
    }
    return null;
  }

  @Override
  public boolean authorize(Object user, String role) {
    return true;
  }

  @Override
  public void logout(HttpServletRequest request, HttpServletResponse response) {
    // The console answers with a new challenge, at which a browser forgets the password.
  }
}

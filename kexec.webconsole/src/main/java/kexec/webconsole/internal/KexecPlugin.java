package kexec.webconsole.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.entry.BootEntries;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import kexec.webconsole.internal.guard.OriginGuard;
import kexec.webconsole.internal.html.Html;
import kexec.webconsole.internal.page.LoadFields;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The plugin of the Felix Web Console. Pages are answers to GET, which changes nothing; a form is
 * answered with a redirection to the page that shows what became of it.
 *
 * <p>The pages have no script, and a policy that permits none: text that was not escaped by mistake
 * would still not be executed. So the scripts of the console's frame do not run here either.
 */
@Component(
    service = Servlet.class,
    property = {
      ServletConstants.PLUGIN_LABEL + "=" + KexecPlugin.LABEL,
      ServletConstants.PLUGIN_TITLE + "=kexec",
      ServletConstants.PLUGIN_CSS_REFERENCES + "=/" + KexecPlugin.LABEL + "/res/kexec.css"
    })
public final class KexecPlugin extends AbstractServlet {

  static final String LABEL = "kexec";

  private static final long serialVersionUID = 1L;
  private static final String PAGE = KexecPlugin.class.getName() + ".page";
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  /** A picture has a style sheet of its own in it. */
  private static final String PICTURE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

  private static final String PICTURES = "/picture/";
  private static final String EXPIRED =
      "This form was sent already, is too old, or was not made by this console. Open the page"
          + " again and send it from there.";

  private final transient OriginGuard guard;
  private final transient Operator operator;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private transient volatile @Nullable BootEntries entries;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private transient volatile @Nullable ConfiguredImages configured;

  /**
   * Creates the plugin.
   *
   * @param kexec plans, loads and unloads
   * @param events remembers events
   * @param context provides the property {@code kexec.console.hosts}
   */
  @Activate
  public KexecPlugin(@Reference Kexec kexec, @Reference EventLog events, BundleContext context) {
    guard = Arrivals.guard(context.getProperty(Arrivals.HOSTS));
    operator =
        new Operator(
            kexec,
            () -> Optional.ofNullable(entries),
            () -> Optional.ofNullable(configured),
            events::latest,
            System::nanoTime);
  }

  /** The login may be another one, which lets other requests through. */
  @Override
  public void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Optional<String> refusal = guard.refusal(Arrivals.of(request));
    if (refusal.isPresent()) {
      Arrivals.refuse(response, HttpServletResponse.SC_FORBIDDEN, refusal.get());
    } else {
      super.service(request, response);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String path = path(request);
    if (path.startsWith("/res/")) {
      super.doGet(request, response);
      return;
    }
    if (path.startsWith(PICTURES)) {
      picture(operator.picture(path.substring(PICTURES.length())), response);
      return;
    }
    Optional<Html> page = page(path, request);
    if (page.isEmpty()) {
      absent(response);
      return;
    }
    protect(response, POLICY);
    request.setAttribute(PAGE, page.get().toString());
  }

  private static void absent(HttpServletResponse response) throws IOException {
    Arrivals.refuse(
        response, HttpServletResponse.SC_NOT_FOUND, "There is no such page, or no longer.");
  }

  private static void picture(Optional<String> svg, HttpServletResponse response)
      throws IOException {
    if (svg.isEmpty()) {
      absent(response);
      return;
    }
    protect(response, PICTURE_POLICY);
    response.setContentType("image/svg+xml");
    response.setCharacterEncoding("utf-8");
    response.getWriter().print(svg.get());
  }

  private static void protect(HttpServletResponse response, String policy) {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
  }

  private Optional<Html> page(String path, HttpServletRequest request) {
    String root = root(request);
    if (path.isEmpty() || path.equals("/")) {
      return Optional.of(
          operator.overview(
              parameter(request, "entry"),
              slot(request).orElse(Slot.DEFAULT),
              parameter(request, "change"),
              root));
    }
    if (path.equals("/unload")) {
      return slot(request)
          .flatMap(
              slot ->
                  parameter(request, "machine")
                      .map(machine -> operator.unloadQuestion(slot, machine, root)));
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.equals("/plan/" + name)) {
      return operator.proposal(name, root);
    }
    return path.equals("/done/" + name) ? operator.outcome(name, root) : Optional.empty();
  }

  /** Called by the console, between its own header and footer. */
  @Override
  public void renderContent(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(request.getAttribute(PAGE));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String ticket = parameter(request, "ticket").orElse("");
    Optional<String> target =
        switch (path(request)) {
          case "/plan" -> operator.propose(ticket, fields(request)).map(name -> "/plan/" + name);
          case "/load" -> operator.load(ticket).map(name -> "/done/" + name);
          case "/unload" -> operator.unload(ticket).map(name -> "/done/" + name);
          default -> Optional.empty();
        };
    if (target.isEmpty()) {
      Arrivals.refuse(response, HttpServletResponse.SC_FORBIDDEN, EXPIRED);
    } else {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", root(request) + target.get());
    }
  }

  private static LoadFields fields(HttpServletRequest request) {
    return new LoadFields(
        parameter(request, "kernel").orElse(""),
        parameter(request, "initrds").orElse(""),
        parameter(request, "commandLine").orElse(""),
        parameter(request, "deviceTree").orElse(""),
        parameter(request, "slot").orElse(""),
        parameter(request, "machine").orElse(""));
  }

  private static Optional<Slot> slot(HttpServletRequest request) {
    String label = parameter(request, "slot").orElse("");
    return Arrays.stream(Slot.values()).filter(slot -> slot.label().equals(label)).findFirst();
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name));
  }

  /** {@return the path below this plugin's own} */
  private static String path(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path.startsWith("/" + LABEL) ? path.substring(LABEL.length() + 1) : "";
  }

  private static String root(HttpServletRequest request) {
    return String.valueOf(request.getAttribute(ServletConstants.ATTR_PLUGIN_ROOT));
  }
}

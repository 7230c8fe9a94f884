package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.inject.Inject;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.entry.BootEntries;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import kexec.itest.PlainHttp.Reply;
import kexec.itest.exam.PaxExamExtension;
import kexec.itest.exam.RunDescriptor;
import kexec.launch.PasswordFile;
import kexec.launch.PasswordHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The page in a real Felix Web Console, on a real HTTP server, with the simulated machine. */
@ExtendWith(PaxExamExtension.class)
@ExamReactorStrategy(PerClass.class)
public class WebConsoleIT {

  private static final String MACHINE = "console";
  private static final String PASSWORD = "correct horse battery";
  private static final String PAGE = "/system/console/kexec";
  private static final String EVIL = "Origin: http://evil.example";
  private static final String HOSTILE_LINE = "quiet <script>alert(1)</script> ${appRoot} \"'";
  private static final Path PASSWORD_FILE =
      Path.of("target", "web-console", "console.password").toAbsolutePath();
  private static final String POLICY = "kexec.itest.console.policy";
  private static final long PATIENCE_MILLIS = 30_000;

  /** The console's menu opens without its scripts. */
  private static final String MENU_SHOWN =
      """
      document.querySelector('#navmenu a').focus(),
      [...document.querySelectorAll('#navmenu a')].some(
          a => a.textContent === 'kexec' && a.getClientRects().length > 0)
      """;

  @Inject private BundleContext context;

  private Lab lab;
  private Bundle sim;
  private PlainHttp http;

  @Configuration
  public Option[] configuration() {
    Kernels.write();
    SamplePolicy policy = SamplePolicy.create(Path.of("target"));
    System.setProperty(POLICY, policy.directory().toString());
    try {
      Files.createDirectories(PASSWORD_FILE.getParent());
      Files.deleteIfExists(PASSWORD_FILE);
      new PasswordFile(Optional.of(PASSWORD_FILE.toString()))
          .write(PasswordHash.of(PASSWORD, 100_000));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return Stream.concat(
            Stream.of(RunDescriptor.consoleWithoutMachines()),
            Stream.of(
                frameworkProperty("org.apache.felix.http.host").value("127.0.0.1"),
                frameworkProperty("org.osgi.service.http.port").value("0"),
                frameworkProperty("felix.webconsole.security.providers").value("kexec.password"),
                frameworkProperty("kexec.console.password").value(PASSWORD_FILE.toString()),
                frameworkProperty("kexec.policy").value(policy.file().toString())))
        .toArray(Option[]::new);
  }

  @BeforeEach
  void start() throws Exception {
    lab = new Lab(context);
    sim = lab.bundle("kexec.sim");
    lab.configure(sim, MACHINE, 1, false);
    lab.start(sim, MACHINE);
    http = new PlainHttp(port());
    awaitStatus(200);
  }

  @AfterEach
  void stop() throws Exception {
    sim.stop();
    lab.close();
  }

  private int port() throws Exception {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (System.nanoTime() < deadline) {
      for (ServiceReference<?> found :
          lab.references("org.osgi.service.servlet.runtime.HttpServiceRuntime")) {
        if (found.getProperty("osgi.http.endpoint") instanceof String[] addresses) {
          return URI.create(addresses[0]).getPort();
        }
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no HTTP server came");
  }

  /** The console's servlets are registered on other threads. */
  private Reply awaitStatus(int status) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    Reply reply = http.get(PAGE, login());
    while (reply.status() != status) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not " + status + ": " + reply);
      }
      Thread.onSpinWait();
      reply = http.get(PAGE, login());
    }
    return reply;
  }

  @Test
  void afterALoginThePageIsInTheConsolesFrame() throws Exception {
    Reply page = http.get(PAGE, login());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains(
            "navmenu", "crash slot", "on " + MACHINE, "Show the plan", "kexec.sim", "</html>");
    assertThat(page.headers())
        .contains("Content-Security-Policy: default-src 'none'", "X-Frame-Options: DENY")
        .contains("Cache-Control: no-store");
    assertThat(http.get(PAGE + "/res/kexec.css", login()).headers()).contains("text/css");
    assertThat(http.get(PAGE + "/nothing", login()).status()).isEqualTo(404);
  }

  @Test
  void withoutALoginNothingIsTold() throws Exception {
    for (String path :
        List.of(PAGE, PAGE + "/res/kexec.css", PAGE + "/unload?slot=crash&machine=" + MACHINE)) {
      Reply refused = http.get(path);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers()).contains("WWW-Authenticate: Basic");
      assertThat(refused.body()).doesNotContain("slot");
    }
    assertThat(http.get("/system/console/bundles").status()).isEqualTo(401);
  }

  @Test
  void theConsolesOwnPasswordIsNotTaken() throws Exception {
    assertThat(http.get(PAGE, PlainHttp.login("admin", "admin")).status()).isEqualTo(401);
    assertThat(http.get("/system/console/bundles", PlainHttp.login("admin", "admin")).status())
        .isEqualTo(401);
  }

  @Test
  void anotherNameOfTheHostIsRefused() throws Exception {
    assertThat(http.send("GET " + PAGE, "", "Host: evil.example", login()).status()).isEqualTo(403);
    assertThat(http.send("GET /system/console/bundles", "", "Host: evil.example", login()).status())
        .isEqualTo(403);
    assertThat(http.send("GET " + PAGE, "", "Host: localhost", login()).status()).isEqualTo(200);
  }

  @Test
  void formsOfOtherSitesAreRefused() throws Exception {
    Map<String, String> form = form(ticket(http.get(PAGE, login())), Kernels.path().toString());
    assertThat(http.post(PAGE + "/plan", form, login(), EVIL).status()).isEqualTo(403);
    assertThat(http.post(PAGE + "/plan", form, login()).status()).isEqualTo(403);
    assertThat(
            http.post(PAGE + "/plan", form, login(), own(), "Sec-Fetch-Site: cross-site").status())
        .isEqualTo(403);
    // The console's own pages have no tickets.
    assertThat(
            http.post("/system/console/bundles", Map.of("action", "refresh"), login(), EVIL)
                .status())
        .isEqualTo(403);
    assertThat(http.post(PAGE + "/plan", form, login(), own()).status()).isEqualTo(303);
  }

  @Test
  void aFormWithoutATicketIsRefused() throws Exception {
    for (String action : List.of("/plan", "/load", "/unload")) {
      assertThat(http.post(PAGE + action, Map.of(), login(), own()).status()).isEqualTo(403);
      assertThat(
              http.post(PAGE + action, Map.of("ticket", "x".repeat(32)), login(), own()).status())
          .isEqualTo(403);
    }
    assertThat(slot(Slot.DEFAULT).loaded()).isFalse();
  }

  @Test
  void anImageIsShownThenLoadedThenUnloaded() throws Exception {
    Reply plan = proposed(Kernels.path());
    assertThat(plan.body())
        .contains("Load this image", "&lt;script&gt;alert(1)&lt;/script&gt; &#36;{appRoot}")
        .doesNotContain("<script>alert");
    Reply picture = http.get(plan.found("src=\"(" + PAGE + "/picture/[^\"]+)\""), login());
    assertThat(picture.headers()).contains("image/svg+xml", "Content-Security-Policy");
    assertThat(picture.body().strip()).startsWith("<svg").endsWith("</svg>");
    assertThat(slot(Slot.DEFAULT).loaded()).isFalse();

    Reply done = sent("/load", plan);
    assertThat(done.body()).contains("The image is loaded into the default slot on " + MACHINE);
    lab.events().await(new KexecEvent.ImageLoaded(MACHINE, Slot.DEFAULT));
    assertThat(slot(Slot.DEFAULT).image().orElseThrow().commandLine()).contains(HOSTILE_LINE);
    assertThat(http.get(PAGE, login()).body())
        .contains("default image loaded", Kernels.path().toString())
        .doesNotContain("<script>alert");

    Reply question = http.get(PAGE + "/unload?slot=default&machine=" + MACHINE, login());
    assertThat(question.body()).contains("Unload the default slot on " + MACHINE);
    assertThat(slot(Slot.DEFAULT).loaded()).isTrue();
    assertThat(sent("/unload", question).body()).contains("The image is unloaded");
    lab.events().await(new KexecEvent.ImageUnloaded(MACHINE, Slot.DEFAULT));
    assertThat(slot(Slot.DEFAULT).loaded()).isFalse();
  }

  @Test
  void whatAPolicyDoesNotAllowIsNotLoaded() throws Exception {
    SamplePolicy policy = SamplePolicy.in(Path.of(System.getProperty(POLICY)));
    policy.write(SamplePolicy.KERNEL);
    try {
      Reply plan = proposed(Kernels.path());
      assertThat(plan.body()).contains("policy-signature-missing");
      assertThat(sent("/load", plan).body()).contains("does not allow the kernel");
      assertThat(slot(Slot.DEFAULT).loaded()).isFalse();
    } finally {
      policy.write(SamplePolicy.OFF);
    }
  }

  @Test
  void aHostileNameIsText() throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "names").toAbsolutePath();
    Path kernel = directory.resolve("<script>alert(1)<\u0001\u001b[2J${appRoot}'\"");
    Files.copy(Kernels.path(), kernel);
    lab.kexec().load(PlanRequest.of(kernel).build());
    try {
      assertThat(http.get(PAGE, login()).body())
          .contains("&lt;script&gt;alert(1)&lt;\\x01\\x1b[2J&#36;{appRoot}&#39;&quot;")
          .doesNotContain("<script>alert", "\u001b");
    } finally {
      lab.kexec().unload(Slot.DEFAULT, Optional.empty());
    }
  }

  @Test
  void withoutTheBundleTheConsoleIsNotThere() throws Exception {
    Bundle bundle = lab.bundle("kexec.webconsole");
    bundle.stop();
    try {
      awaitStatus(404);
      assertThat(http.get("/system/console/bundles", PlainHttp.login("admin", "admin")).status())
          .isEqualTo(404);
    } finally {
      bundle.start();
    }
    awaitStatus(200);
  }

  @Test
  void withoutThePasswordsFileNobodyLogsIn() throws Exception {
    Path away = PASSWORD_FILE.resolveSibling("away");
    Files.move(PASSWORD_FILE, away);
    try {
      Reply refused = http.get(PAGE, login());
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("console-password-missing", "--set-password");
      assertThat(http.get(PAGE, PlainHttp.login("admin", "admin")).status()).isEqualTo(503);
    } finally {
      Files.move(away, PASSWORD_FILE);
    }
    assertThat(http.get(PAGE, login()).status()).isEqualTo(200);
  }

  /** The browser sends the headers that browsers send, and tells how the pages look. */
  // An assumption would be an exception of another class loader than the driver's.
  @Test
  @EnabledIf(value = "hasBrowser", disabledReason = "chromium is not installed")
  void aBrowserShowsThePages() throws Exception {
    Path program = DrivenBrowser.installed().orElseThrow();
    Path pictures = Files.createDirectories(Path.of("target", "web-console").toAbsolutePath());
    // Preferred to those of the host.
    Dictionary<String, ?> preferred =
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 100));
    ServiceRegistration<?> entries =
        context.registerService(BootEntries.class, new SampleEntries(Kernels.path()), preferred);
    ServiceRegistration<?> images =
        context.registerService(ConfiguredImages.class, SampleEntries::images, preferred);
    try (DrivenBrowser browser = new DrivenBrowser(program, pictures)) {
      browser.open("http://admin:correct%20horse%20battery@127.0.0.1:" + port() + PAGE);
      assertGoodLook(browser, "overview");
      assertThat(browser.evaluate(MENU_SHOWN)).isEqualTo("true");
      browser.screenshot("menu");
      browser.click(".entries button");
      assertThat(browser.evaluate("document.querySelector('#kernel').value"))
          .isEqualTo(Kernels.path().toString());
      browser.type("#commandLine", HOSTILE_LINE);
      browser.click("form[action$='/plan'] button");
      assertGoodLook(browser, "plan");
      assertThat(browser.evaluate("document.querySelector('.picture').naturalWidth > 300"))
          .isEqualTo("true");
      browser.click("form[action$='/load'] button");
      assertThat(browser.evaluate("document.querySelector('.kexec h2').textContent"))
          .contains("The image is loaded");
      assertThat(slot(Slot.DEFAULT).loaded()).isTrue();
      browser.click("a.button");
      assertGoodLook(browser, "loaded");
      browser.click("form[action$='/unload'] button");
      assertGoodLook(browser, "unload");
      browser.click("form[method='post'][action$='/unload'] button");
      assertThat(slot(Slot.DEFAULT).loaded()).isFalse();
    } finally {
      entries.unregister();
      images.unregister();
    }
  }

  static boolean hasBrowser() {
    return DrivenBrowser.installed().isPresent();
  }

  private static void assertGoodLook(DrivenBrowser browser, String name) throws Exception {
    for (String scheme : List.of("light", "dark")) {
      for (int width : new int[] {1280, 400}) {
        browser.show(scheme, width);
        browser.screenshot("%s-%s-%s".formatted(name, scheme, width));
        assertThat(browser.evaluate(PageMeasure.SCRIPT))
            .as("%s, %s, %s pixels wide", name, scheme, width)
            .isEqualTo("");
      }
    }
  }

  private Reply proposed(Path kernel) throws IOException {
    Map<String, String> form = form(ticket(http.get(PAGE, login())), kernel.toString());
    Reply redirected = http.post(PAGE + "/plan", form, login(), own());
    return http.get(redirected.found("Location: (\\S+)"), login());
  }

  /** Sends the form of a page, and returns the page that tells what became of it. */
  private Reply sent(String action, Reply page) throws IOException {
    Map<String, String> form = Map.of("ticket", ticket(page));
    Reply redirected = http.post(PAGE + action, form, login(), own());
    assertThat(redirected.status()).isEqualTo(303);
    assertThat(http.post(PAGE + action, form, login(), own()).status()).isEqualTo(403);
    return http.get(redirected.found("Location: (\\S+)"), login());
  }

  private static Map<String, String> form(String ticket, String kernel) {
    return Map.of(
        "ticket", ticket, "kernel", kernel, "commandLine", HOSTILE_LINE, "slot", "default");
  }

  private static String ticket(Reply page) {
    return page.found("name=\"ticket\" value=\"([^\"]+)\"");
  }

  private static String login() {
    return PlainHttp.login("admin", PASSWORD);
  }

  private String own() {
    return "Origin: " + http.origin();
  }

  private SlotStatus slot(Slot slot) throws Exception {
    return lab.kexec().status().stream()
        .filter(status -> status.machine().equals(MACHINE) && status.slot() == slot)
        .findFirst()
        .orElseThrow();
  }
}

package kexec.itest;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A browser without a window, driven by the Chrome DevTools Protocol. Each call waits for its
 * answer; not thread-safe.
 */
final class DrivenBrowser implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final int HEIGHT = 1000;
  private static final String LEAVE = "window.left = true";
  private static final String ARRIVED =
      "document.readyState === 'complete' && !window.left && location.href !== 'about:blank'";

  private final Path pictures;
  private final Path profile;
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int calls;

  /** Returns the browser's program, if there is one. */
  static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":"))
                    .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  DrivenBrowser(Path program, Path pictures) throws Exception {
    this.pictures = pictures;
    profile = Files.createTempDirectory("chromium");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                // Root, in a container: nothing but the test's own pages is shown.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(pictures.resolve("chromium.log").toFile())
            .start();
    socket = connect();
  }

  private WebSocket connect() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      Optional<String> page = page();
      if (page.isPresent()) {
        return client
            .newWebSocketBuilder()
            .buildAsync(URI.create(page.get()), new Received())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the browser did not start: see " + pictures);
  }

  private Optional<String> page() throws IOException, InterruptedException {
    Path told = profile.resolve("DevToolsActivePort");
    List<String> lines = Files.exists(told) ? Files.readAllLines(told) : List.of();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    HttpRequest targets =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lines.get(0) + "/json/list"))
            .build();
    String answer = client.send(targets, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonElement target : JsonParser.parseString(answer).getAsJsonArray()) {
      if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
        return Optional.of(target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString());
      }
    }
    return Optional.empty();
  }

  /** Collects whole messages. */
  private final class Received implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private JsonObject call(String method, Map<String, ?> parameters) throws Exception {
    int id = send(method, parameters);
    while (true) {
      JsonObject message = message();
      if (message.has("id") && message.get("id").getAsInt() == id) {
        if (message.has("error")) {
          throw new AssertionError(method + ": " + message);
        }
        return message.getAsJsonObject("result");
      }
    }
  }

  private int send(String method, Map<String, ?> parameters) throws Exception {
    int id = ++calls;
    String request = new Gson().toJson(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(request, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return id;
  }

  private JsonObject message() throws InterruptedException {
    JsonObject message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("the browser does not answer");
    }
    return message;
  }

  /** Waits for another page than the one that was left; between two there may be none to ask. */
  private void awaitPage() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      JsonObject answer =
          call("Runtime.evaluate", Map.of("expression", ARRIVED, "returnByValue", true));
      if (answer.getAsJsonObject("result").get("value").getAsBoolean()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no other page came");
  }

  /** Opens a page and waits until it is loaded with its pictures. */
  void open(String address) throws Exception {
    evaluate(LEAVE);
    send("Page.navigate", Map.of("url", address));
    awaitPage();
  }

  /** Clicks on something that leads to another page, and waits until that is loaded. */
  void click(String selector) throws Exception {
    String element = "document.querySelector(%s)".formatted(new Gson().toJson(selector));
    if (evaluate(element + " === null").equals("true")) {
      throw new AssertionError("the page has no " + selector);
    }
    evaluate(LEAVE);
    send("Runtime.evaluate", Map.of("expression", element + ".click()"));
    awaitPage();
  }

  /** Fills in a field. */
  void type(String selector, String text) throws Exception {
    evaluate(
        "document.querySelector(%s).value = %s"
            .formatted(new Gson().toJson(selector), new Gson().toJson(text)));
  }

  /** Returns the value of an expression as a text. */
  String evaluate(String expression) throws Exception {
    JsonObject result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.toString());
    }
    return result.getAsJsonObject("result").get("value").getAsString();
  }

  /** Shows the page to a reader who prefers a colour scheme, in a window of this width. */
  void show(String scheme, int width) throws Exception {
    JsonObject preferred = new JsonObject();
    preferred.addProperty("name", "prefers-color-scheme");
    preferred.addProperty("value", scheme);
    JsonArray features = new JsonArray();
    features.add(preferred);
    call("Emulation.setEmulatedMedia", Map.of("features", features));
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Writes the whole page as a picture. */
  void screenshot(String name) throws Exception {
    JsonObject taken =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.write(
        pictures.resolve(name + ".png"),
        Base64.getDecoder().decode(taken.get("data").getAsString()));
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

package kexec.itest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** HTTP/1.0 with exactly the headers that a test wants; a client of the platform corrects some. */
final class PlainHttp {

  private static final int PATIENCE_MILLIS = 60_000;

  private final int port;

  PlainHttp(int port) {
    this.port = port;
  }

  /** An answer. */
  record Reply(int status, String headers, String body) {

    /** Returns what a header or a page contains. */
    String found(String pattern) {
      Matcher found = Pattern.compile(pattern).matcher(headers + "\n" + body);
      if (!found.find()) {
        throw new AssertionError("no " + pattern + " in " + this);
      }
      return found.group(1);
    }
  }

  int port() {
    return port;
  }

  /** Returns the console's address as its own pages name it. */
  String origin() {
    return "http://127.0.0.1:" + port;
  }

  /** Returns the header that logs a user in. */
  static String login(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(both);
  }

  Reply get(String path, String... headers) throws IOException {
    return send("GET " + path, "", withHost(headers));
  }

  Reply post(String path, Map<String, String> form, String... headers) throws IOException {
    return send("POST " + path, encoded(form), withHost(headers));
  }

  /** Sends a request with no header but these. */
  Reply send(String request, String content, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] body = content.getBytes(StandardCharsets.US_ASCII);
      StringBuilder head = new StringBuilder(request).append(" HTTP/1.0\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Type: application/x-www-form-urlencoded\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      return reply(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private String[] withHost(String... headers) {
    String[] all = new String[headers.length + 1];
    all[0] = "Host: 127.0.0.1:" + port;
    System.arraycopy(headers, 0, all, 1, headers.length);
    return all;
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Reply reply(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no answer: " + text);
    }
    int status = Integer.parseInt(text.substring(9, 12));
    return new Reply(status, text.substring(0, end), text.substring(end + 4));
  }
}

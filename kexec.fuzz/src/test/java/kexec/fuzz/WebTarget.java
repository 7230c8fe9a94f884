package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kexec.api.PlanRequest;
import kexec.launch.PasswordHash;
import kexec.webconsole.internal.guard.Arrival;
import kexec.webconsole.internal.guard.Login;
import kexec.webconsole.internal.guard.OriginGuard;
import kexec.webconsole.internal.guard.Tickets;
import kexec.webconsole.internal.page.LoadFields;

/** What a browser sends: headers, a form's fields, a ticket; one a line, an empty one is absent. */
public final class WebTarget {

  private static final int FIELDS = 16;

  /** Of a password that no input can have: with a fixed one, the fuzzer found it. */
  private static final PasswordHash NOBODYS =
      PasswordHash.of(UUID.randomUUID().toString(), 100_000);

  private WebTarget() {}

  /** Reads a request. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> run(input));
    }
  }

  private static void run(byte[] input) throws Exception {
    String[] lines = Arrays.copyOf(Text.behindTheChoice(input).split("\n", -1), FIELDS);
    Arrival arrival =
        new Arrival(
            field(lines, 0).orElse(""),
            field(lines, 1),
            field(lines, 2),
            field(lines, 3),
            field(lines, 4));
    Optional<String> refusal = new OriginGuard(Set.of("console.example")).refusal(arrival);
    require(refusal.isPresent() || isOwn(arrival), arrival);
    // A right name costs a hash of 100000 rounds.
    if ((input[0] & 0x1f) == 0x1f) {
      Login.Answer answer = new Login(() -> NOBODYS, () -> 0).answer(field(lines, 5));
      require(!(answer instanceof Login.Welcome), "a wrong password is right");
    }
    Tickets<String> tickets = new Tickets<>(2, 1000, () -> 0);
    String ticket = tickets.issue("value");
    require(
        field(lines, 6).map(name -> tickets.redeem(name).isEmpty()).orElse(true)
            || field(lines, 6).orElse("").equals(ticket),
        "a ticket was guessed");
    PlanRequest request =
        new LoadFields(
                field(lines, 7).orElse(""),
                field(lines, 8).orElse("").replace('\r', '\n'),
                field(lines, 9).orElse(""),
                field(lines, 10).orElse(""),
                field(lines, 11).orElse(""),
                field(lines, 12).orElse(""))
            .request();
    require(request.kernel().isAbsolute(), request);
    require(request.initrds().stream().allMatch(disk -> disk.isAbsolute()), request);
  }

  /** A request that changes something comes from a page of the console itself. */
  private static boolean isOwn(Arrival arrival) {
    String host = arrival.host().orElse("").toLowerCase(java.util.Locale.ROOT);
    boolean named =
        host.startsWith("localhost")
            || host.startsWith("127.0.0.1")
            || host.startsWith("[::1]")
            || host.startsWith("console.example");
    return named
        && (arrival.isReading()
            || arrival
                .origin()
                .map(origin -> origin.toLowerCase(java.util.Locale.ROOT).endsWith("//" + host))
                .orElse(false));
  }

  private static Optional<String> field(String[] lines, int at) {
    return Optional.ofNullable(lines[at]).filter(line -> !line.isEmpty());
  }

  static List<byte[]> seeds() {
    return List.of(
        Text.seed(
            0,
            """
            POST
            localhost:8080
            http://localhost:8080
            same-origin
            cors

            ticket
            /boot/vmlinuz
            /boot/a\r/boot/b
            quiet
            /boot/dtb
            default
            sim
            """),
        Text.seed(
            0x1f,
            """
            GET
            [::1]:80

            none
            navigate
            Basic YWRtaW46c2VjcmV0Mg==
            t
            relative



            crash

            """),
        Text.seed(0, "DELETE\nconsole.example\nnull\ncross-site\n\n\n\n/k\n\n\n\nnone\n\n"));
  }
}

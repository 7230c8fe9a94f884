package kexec.webconsole.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kexec.api.Backend;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Attempt;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Slot;
import kexec.picture.PlanPicture;
import kexec.webconsole.internal.guard.Tickets;
import kexec.webconsole.internal.html.Html;
import kexec.webconsole.internal.page.FileFacts;
import kexec.webconsole.internal.page.LoadFields;
import kexec.webconsole.internal.page.Outcome;
import kexec.webconsole.internal.page.OutcomePage;
import kexec.webconsole.internal.page.Overview;
import kexec.webconsole.internal.page.OverviewPage;
import kexec.webconsole.internal.page.Proposal;
import kexec.webconsole.internal.page.ProposalPage;
import kexec.webconsole.internal.page.UnloadPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator sees and does with the console, whatever the protocol. Every change needs the
 * ticket that a page has given out for it, and a ticket is good for one. Thread-safe.
 */
final class Operator {

  private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
  private static final long FORM_NANOS = Duration.ofHours(1).toNanos();
  private static final int FORMS = 256;

  /** A plan holds its files open. */
  private static final int PROPOSALS = 8;

  private static final int OUTCOMES = 16;
  private static final String CHANGED = "console-plan-changed";

  private final Kexec kexec;
  private final Supplier<Optional<BootEntries>> entries;
  private final Supplier<Optional<ConfiguredImages>> configured;
  private final Supplier<List<Overview.Seen>> events;
  private final Tickets<Order> orders;
  private final Tickets<Proposal> proposals;
  private final Tickets<Outcome> outcomes;

  Operator(
      Kexec kexec,
      Supplier<Optional<BootEntries>> entries,
      Supplier<Optional<ConfiguredImages>> configured,
      Supplier<List<Overview.Seen>> events,
      LongSupplier nanoTime) {
    this.kexec = kexec;
    this.entries = entries;
    this.configured = configured;
    this.events = events;
    this.orders = new Tickets<>(FORMS, FORM_NANOS, nanoTime);
    this.proposals = new Tickets<>(PROPOSALS, FORM_NANOS, nanoTime);
    this.outcomes = new Tickets<>(OUTCOMES, FORM_NANOS, nanoTime);
  }

  /**
   * {@return the first page}
   *
   * @param entry the id of a boot entry to fill the form with
   * @param slot the slot that the entry is meant for
   * @param change the name of a proposal to fill the form with
   */
  Html overview(Optional<String> entry, Slot slot, Optional<String> change, String root) {
    List<Fault> faults = new ArrayList<>();
    List<SlotStatus> slots = attempt(kexec::status, faults).orElse(List.of());
    List<Backend> backends = attempt(kexec::backends, faults).orElse(List.of());
    List<Fault> unexplained = new ArrayList<>();
    Map<Slot, List<Finding>> explained = new EnumMap<>(Slot.class);
    for (Slot each : Slot.values()) {
      attempt(() -> kexec.explain(each, Optional.empty()), unexplained)
          .ifPresent(findings -> explained.put(each, findings));
    }
    Optional<BootEntries> reader = entries.get();
    Optional<BootEntries.Listing> listing =
        reader.flatMap(present -> attempt(present::list, faults));
    Optional<ConfiguredImages> keeper = configured.get();
    keeper.flatMap(ConfiguredImages::trouble).ifPresent(faults::add);
    Optional<List<ConfiguredImage>> images = keeper.map(ConfiguredImages::list);
    LoadFields fields =
        change
            .flatMap(proposals::look)
            .map(Proposal::fields)
            .or(() -> entry.flatMap(id -> fields(id, slot, reader, faults)))
            .orElseGet(LoadFields::empty);
    return OverviewPage.of(
        new Overview(
            slots,
            backends,
            explained,
            unexplained.stream().distinct().toList(),
            images,
            listing,
            faults,
            events.get(),
            fields,
            orders.issue(new Order.Propose())),
        root);
  }

  private static Optional<LoadFields> fields(
      String id, Slot slot, Optional<BootEntries> reader, List<Fault> faults) {
    return reader.flatMap(
        present ->
            attempt(() -> present.find(id), faults)
                .filter(LoadFields::holds)
                .map(found -> LoadFields.of(found, slot)));
  }

  private static <T> Optional<T> attempt(Attempt<T> work, List<Fault> faults) {
    try {
      return Optional.of(told("looking at the machines", work));
    } catch (KexecException e) {
      faults.add(e.fault());
      return Optional.empty();
    }
  }

  /** {@return the page with a proposal, or empty if none is kept under that name} */
  Optional<Html> proposal(String name, String root) {
    return proposals.look(name).map(proposal -> page(proposal, name, root));
  }

  /** {@return the picture of a proposal's plan as SVG, or empty if none is kept under that name} */
  Optional<String> picture(String name) {
    return proposals
        .look(name)
        .flatMap(Proposal::plan)
        .map(plan -> PlanPicture.figure(plan, "plan"));
  }

  private Html page(Proposal proposal, String name, String root) {
    Optional<String> ticket =
        proposal.isLoadable()
            ? Optional.of(
                orders.issue(
                    new Order.Load(
                        proposal.request().orElseThrow(),
                        ShownImage.of(proposal.plan().orElseThrow(), proposal.tree()))))
            : Optional.empty();
    return ProposalPage.of(proposal, name, ticket, root);
  }

  /** {@return the page that asks whether to empty a slot} */
  Html unloadQuestion(Slot slot, String machine, String root) {
    List<SlotStatus> slots =
        attempt(kexec::status, new ArrayList<>()).orElse(List.of()).stream()
            .filter(status -> status.slot() == slot && status.machine().equals(machine))
            .toList();
    String ticket = orders.issue(new Order.Unload(slot, machine));
    return UnloadPage.of(slots, slot, machine, ticket, root);
  }

  /** {@return the page with an outcome, or empty if none is kept under that name} */
  Optional<Html> outcome(String name, String root) {
    return outcomes.look(name).map(outcome -> OutcomePage.of(outcome, root));
  }

  /** {@return the name of the proposal that the fields make, or empty if the ticket is not good} */
  Optional<String> propose(String ticket, LoadFields fields) {
    return redeem(ticket, Order.Propose.class).map(order -> proposals.issue(proposal(fields)));
  }

  private Proposal proposal(LoadFields fields) {
    Optional<PlanRequest> request = Optional.empty();
    Optional<FileFacts> tree = Optional.empty();
    try {
      request = Optional.of(fields.request());
      tree = tree(request.get());
      PlanRequest wanted = request.get();
      Plan plan = told("planning a " + wanted, () -> kexec.plan(wanted));
      return new Proposal(
          fields, request, tree, Optional.of(plan), plan.findings(), Optional.empty());
    } catch (PlanRefusedException e) {
      return new Proposal(fields, request, tree, e.draft(), e.findings(), Optional.of(e.fault()));
    } catch (KexecException e) {
      return new Proposal(
          fields, request, tree, Optional.empty(), List.of(), Optional.of(e.fault()));
    }
  }

  private static Optional<FileFacts> tree(PlanRequest request) {
    return request.deviceTree().flatMap(FileFacts::of);
  }

  /** {@return the name of the outcome of a load, or empty if the ticket is not good} */
  Optional<String> load(String ticket) {
    return redeem(ticket, Order.Load.class).map(order -> outcomes.issue(load(order)));
  }

  private Outcome load(Order.Load order) {
    try {
      Optional<FileFacts> tree = tree(order.request());
      Plan loaded =
          told(
              "loading a " + order.request(),
              () -> {
                requireShown(ShownImage.of(kexec.plan(order.request()), tree), order.shown());
                return kexec.load(order.request());
              });
      return new Outcome(
          "The image is loaded into the %s slot on %s."
              .formatted(loaded.slot().label(), loaded.machine().orElse("the machine")),
          Optional.empty(),
          findings(loaded, ShownImage.of(loaded, tree(order.request())), order.shown()));
    } catch (PlanRefusedException e) {
      return new Outcome("Nothing was loaded.", Optional.of(e.fault()), e.findings());
    } catch (KexecException e) {
      return new Outcome("The image was not loaded.", Optional.of(e.fault()), List.of());
    }
  }

  private static void requireShown(ShownImage now, ShownImage shown) throws KexecException {
    if (!now.equals(shown)) {
      throw new KexecException(
          new Fault(
              CHANGED,
              "loading the " + shown.slot().label() + " image that was confirmed",
              "its files, its command line or its machine have changed since the plan was shown",
              "Look at the plan again, and confirm that one."));
    }
  }

  /** The files may have changed once more, after the last look and before they were loaded. */
  private static List<Finding> findings(Plan loaded, ShownImage now, ShownImage shown) {
    if (now.equals(shown)) {
      return loaded.findings();
    }
    Finding changed =
        Finding.warning(
            CHANGED,
            "Its files changed while it was loaded: it is not the image that was shown.",
            "Look at what is loaded, and unload it if it is not wanted.");
    return Stream.concat(Stream.of(changed), loaded.findings().stream()).toList();
  }

  /** {@return the name of the outcome of an unload, or empty if the ticket is not good} */
  Optional<String> unload(String ticket) {
    return redeem(ticket, Order.Unload.class).map(order -> outcomes.issue(unload(order)));
  }

  private Outcome unload(Order.Unload order) {
    String slot = "the %s slot on %s".formatted(order.slot().label(), order.machine());
    try {
      boolean held =
          told("unloading " + slot, () -> kexec.unload(order.slot(), Optional.of(order.machine())));
      return new Outcome(
          held ? "The image is unloaded: " + slot + " is empty." : "Nothing was in " + slot + ".",
          Optional.empty(),
          List.of());
    } catch (KexecException e) {
      return new Outcome("The image was not unloaded.", Optional.of(e.fault()), List.of());
    }
  }

  /** An exception that no machine should throw is told as every other refusal. */
  private static <T> T told(String attempted, Attempt<T> work) throws KexecException {
    try {
      return work.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed unexpectedly", attempted, e);
      throw new KexecException(
          new Fault(
              "unexpected",
              attempted,
              "jkexec or a machine has a fault of its own: " + e,
              "Report it, with what the log tells at the level debug."),
          e);
    }
  }

  private <T extends Order> Optional<T> redeem(String ticket, Class<T> kind) {
    return orders.redeem(ticket).filter(kind::isInstance).map(kind::cast);
  }
}

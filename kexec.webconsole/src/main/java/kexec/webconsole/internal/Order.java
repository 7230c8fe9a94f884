package kexec.webconsole.internal;

import kexec.api.PlanRequest;
import kexec.api.plan.Slot;

/** What a form has done when its ticket is redeemed, once. */
sealed interface Order {

  /** A plan is made of the form's fields, and shown. */
  record Propose() implements Order {}

  /**
   * An image is loaded.
   *
   * @param request exactly this request
   * @param shown what the operator has seen
   */
  record Load(PlanRequest request, ShownImage shown) implements Order {}

  /**
   * A slot is emptied.
   *
   * @param slot the slot
   * @param machine the machine's name
   */
  record Unload(Slot slot, String machine) implements Order {}
}

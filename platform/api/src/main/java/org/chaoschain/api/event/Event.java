// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.event;

import java.util.Map;

/**
 * Something that a person may want to know of.
 *
 * @param category which audience it is for
 * @param severity how much it matters
 * @param type a stable name for machines, lower case with dots: {@code plugin.installed}
 * @param message one sentence for people: what happened, to what, and what to do
 * @param details further facts by name; never secrets
 */
public record Event(
    Category category,
    Severity severity,
    String type,
    String message,
    Map<String, String> details) {
  /** The audience. */
  public enum Category {
    /** How the node runs. */
    OPERATION,
    /** An attack or misuse, seen or prevented. */
    SECURITY,
    /** Who changed what. */
    AUDIT
  }

  /** How much it matters. */
  public enum Severity {
    /** Good to know; nothing to do. */
    INFO,
    /** Look at it when there is time. */
    WARNING,
    /** Act now. */
    CRITICAL
  }

  /** Keeps an immutable copy of the details. */
  public Event {
    details = Map.copyOf(details);
  }

  /** An informational event about how the node runs. */
  public static Event info(String type, String message, Map<String, String> details) {
    return new Event(Category.OPERATION, Severity.INFO, type, message, details);
  }

  /** A warning about how the node runs. */
  public static Event warning(String type, String message, Map<String, String> details) {
    return new Event(Category.OPERATION, Severity.WARNING, type, message, details);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a control client asks.
 *
 * @param command the command's name
 * @param arguments JSON values by name: String, Double, Long, Boolean, List or Map
 */
public record ControlRequest(String command, Map<String, Object> arguments) {
  /** Keeps an immutable copy of the arguments. */
  public ControlRequest {
    arguments = Map.copyOf(arguments);
  }

  /**
   * A text argument.
   *
   * @throws ControlException with code {@code usage} if it is there and no text
   */
  public Optional<String> text(String name) throws ControlException {
    Object value = arguments.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String s) {
      return Optional.of(s);
    }
    throw ControlException.usage("'" + name + "' must be text, not " + value);
  }

  /**
   * A text argument that must be there.
   *
   * @throws ControlException with code {@code usage} if it is missing or no text
   */
  public String requireText(String name) throws ControlException {
    return text(name)
        .orElseThrow(
            () -> ControlException.usage("'" + command + "' needs the argument '" + name + "'"));
  }

  /**
   * A whole number.
   *
   * @throws ControlException with code {@code usage} if it is there and no whole number
   */
  public long number(String name, long otherwise) throws ControlException {
    Object value = arguments.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number n && n.doubleValue() == n.longValue()) {
      return n.longValue();
    }
    throw ControlException.usage("'" + name + "' must be a whole number, not " + value);
  }

  /**
   * A truth value.
   *
   * @throws ControlException with code {@code usage} if it is there and neither true nor false
   */
  public boolean flag(String name) throws ControlException {
    Object value = arguments.get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean b) {
      return b;
    }
    throw ControlException.usage("'" + name + "' must be true or false, not " + value);
  }

  /**
   * A list of texts, empty if it is missing.
   *
   * @throws ControlException with code {@code usage} if it is there and something else
   */
  public List<String> texts(String name) throws ControlException {
    Object value = arguments.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw ControlException.usage("'" + name + "' must be a list of texts, not " + value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.util.List;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.plugin.HealthCheck;

/**
 * The extension points that a PF4J plugin may implement: the one place that says so. Whatever else
 * a node can be taught is taught by a bundle.
 */
final class ExtensionTypes {
  /** In the order in which they are registered: an agent speaks when its messages are known. */
  static final List<Class<?>> ALL = List.of(HealthCheck.class, MessageType.class, Agent.class);

  private ExtensionTypes() {}

  /** Those that a class implements. */
  static List<Class<?>> of(Class<?> type) {
    return ALL.stream().filter(each -> each.isAssignableFrom(type)).toList();
  }

  /** Where it comes in the order; those that it does not name come last. */
  static int rank(Class<?> type) {
    List<Class<?>> implemented = of(type);
    return implemented.isEmpty() ? ALL.size() : ALL.indexOf(implemented.get(0));
  }

  static String names() {
    return String.join(", ", ALL.stream().map(Class::getName).toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.message.delivery.core.Registration;

/**
 * Of all services of a kind that are there, the one to use: the highest ranking, of equal ranking
 * the youngest. A replacement may come before the old one goes. Safe for use by many threads.
 */
final class Chosen<T> implements Supplier<Optional<T>> {
  private final Map<Long, Candidate<T>> candidates = new HashMap<>();
  private volatile Optional<T> chosen = Optional.empty();

  private record Candidate<T>(T service, int ranking, long id) {}

  synchronized void add(T service, Map<String, ?> properties) {
    long id = id(properties);
    candidates.put(id, new Candidate<>(service, ranking(properties), id));
    choose();
  }

  synchronized void remove(Map<String, ?> properties) {
    candidates.remove(id(properties));
    choose();
  }

  @Override
  public Optional<T> get() {
    return chosen;
  }

  static long id(Map<String, ?> properties) {
    return (Long) properties.get("service.id");
  }

  static int ranking(Map<String, ?> properties) {
    return properties.get("service.ranking") instanceof Integer ranking ? ranking : 0;
  }

  /** How a service with these properties was registered. */
  static Registration registration(Map<String, ?> properties, Optional<PluginAccounts> accounts) {
    PluginAccount account = accounts.map(a -> a.of(properties)).orElse(PluginAccount.NODE);
    return new Registration(ranking(properties), id(properties), account);
  }

  private void choose() {
    chosen =
        candidates.values().stream()
            .max(
                Comparator.<Candidate<T>>comparingInt(Candidate::ranking)
                    .thenComparingLong(Candidate::id))
            .map(Candidate::service);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a plugin has in use at one moment.
 *
 * @param quotas what it may have
 * @param queuedBytes messages that wait for its handlers
 * @param handlers calls that go on
 * @param checks messages that are judged or put into words
 * @param streams streams that are open
 * @param waiting lanes that wait because it is at a quota
 * @param refusals how often each quota has refused something, by its name
 * @param failures how often it has failed or exceeded, in all
 * @param recent the same within {@code quarantine.window}
 * @param lastFailure what the last failure was, or empty
 */
public record AccountUse(
    Quotas quotas,
    long queuedBytes,
    long handlers,
    long checks,
    long streams,
    long waiting,
    Map<String, Long> refusals,
    long failures,
    long recent,
    String lastFailure) {
  /** Keeps an immutable copy. */
  public AccountUse {
    refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
  }

  /** As JSON shows it. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("queue_bytes", part(queuedBytes, quotas.queueBytes().value(), "queue.bytes"));
    map.put(
        "messages_per_second",
        Map.of(
            "limit",
            quotas.messagesPerSecond().value(),
            "refused",
            refusals.getOrDefault("messages.per.second", 0L)));
    map.put("handlers", part(handlers, quotas.handlers().value(), "handlers"));
    map.put("checks", part(checks, quotas.checks().value(), "checks"));
    map.put(
        "handler_time",
        Map.of(
            "limit_ms",
            quotas.handlerTime().toMillis(),
            "exceeded",
            refusals.getOrDefault("handler.time", 0L)));
    map.put("streams", part(streams, quotas.streams().value(), "streams"));
    map.put("waiting", waiting);
    map.put("failures", failures);
    map.put("failures_recent", recent);
    map.put("last_failure", lastFailure);
    return map;
  }

  private Map<String, Object> part(long used, long limit, String quota) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("used", used);
    part.put("limit", limit);
    part.put("refused", refusals.getOrDefault(quota, 0L));
    return part;
  }
}

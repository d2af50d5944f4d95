// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.util.Arrays;
import java.util.Optional;

/** The quotas, by the words of their keys. */
enum QuotaKind {
  QUEUE_BYTES("queue.bytes", "queued bytes"),
  MESSAGES_PER_SECOND("messages.per.second", "messages per second"),
  HANDLERS("handlers", "handlers at once"),
  CHECKS("checks", "checks at once"),
  HANDLER_TIME("handler.time", "milliseconds"),
  STREAMS("streams", "streams");

  private final String key;
  private final String unit;

  QuotaKind(String key, String unit) {
    this.key = key;
    this.unit = unit;
  }

  /** The end of its configuration key. */
  String key() {
    return key;
  }

  String unit() {
    return unit;
  }

  static Optional<QuotaKind> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/** What the transport counts and refuses. */
record TcpMeters(
    Counter accepted,
    Counter dialled,
    Counter dialFailures,
    Counter resets,
    Counter read,
    Counter written,
    Counter handlerFailures,
    Counter taskFailures,
    Limit maxConnections,
    Limit writeLimit) {
  static TcpMeters of(Metrics metrics, TcpSettings settings) {
    String prefix = TcpSettings.PREFIX;
    return new TcpMeters(
        metrics.counter(prefix + "accepted"),
        metrics.counter(prefix + "dialled"),
        metrics.counter(prefix + "dial.failures"),
        metrics.counter(prefix + "resets"),
        metrics.counter(prefix + "bytes.read"),
        metrics.counter(prefix + "bytes.written"),
        metrics.counter(prefix + "handler.failures"),
        metrics.counter(prefix + "task.failures"),
        metrics.limit(prefix + "max.connections", settings.maxConnections(), "connections"),
        metrics.limit(prefix + "write.limit", settings.writeLimit(), "bytes"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.resource.ResourceUsage;

/** What is counted. */
enum What {
  CONNECTIONS_INBOUND,
  CONNECTIONS_OUTBOUND,
  STREAMS_INBOUND,
  STREAMS_OUTBOUND,
  MEMORY;

  static What connections(boolean inbound) {
    return inbound ? CONNECTIONS_INBOUND : CONNECTIONS_OUTBOUND;
  }

  static What streams(boolean inbound) {
    return inbound ? STREAMS_INBOUND : STREAMS_OUTBOUND;
  }

  /** Its limit in one kind of scope. */
  Limit limit(Metrics metrics, String scope, ResourceUsage limits) {
    long value = of(limits);
    return switch (this) {
      case CONNECTIONS_INBOUND ->
          metrics.limit(scope + "connections.inbound", value, "inbound connections");
      case CONNECTIONS_OUTBOUND ->
          metrics.limit(scope + "connections.outbound", value, "outbound connections");
      case STREAMS_INBOUND -> metrics.limit(scope + "streams.inbound", value, "inbound streams");
      case STREAMS_OUTBOUND -> metrics.limit(scope + "streams.outbound", value, "outbound streams");
      case MEMORY -> metrics.limit(scope + "memory", value, "bytes");
    };
  }

  long of(ResourceUsage usage) {
    return switch (this) {
      case CONNECTIONS_INBOUND -> usage.connectionsInbound();
      case CONNECTIONS_OUTBOUND -> usage.connectionsOutbound();
      case STREAMS_INBOUND -> usage.streamsInbound();
      case STREAMS_OUTBOUND -> usage.streamsOutbound();
      case MEMORY -> usage.memory();
    };
  }
}

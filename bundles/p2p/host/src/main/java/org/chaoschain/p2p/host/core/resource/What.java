// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import org.chaoschain.p2p.api.resource.ResourceUsage;

/** What is counted. */
enum What {
  CONNECTIONS_INBOUND("connections.inbound", "inbound connections"),
  CONNECTIONS_OUTBOUND("connections.outbound", "outbound connections"),
  STREAMS_INBOUND("streams.inbound", "inbound streams"),
  STREAMS_OUTBOUND("streams.outbound", "outbound streams"),
  MEMORY("memory", "bytes");

  final String key;
  final String unit;

  What(String key, String unit) {
    this.key = key;
    this.unit = unit;
  }

  static What connections(boolean inbound) {
    return inbound ? CONNECTIONS_INBOUND : CONNECTIONS_OUTBOUND;
  }

  static What streams(boolean inbound) {
    return inbound ? STREAMS_INBOUND : STREAMS_OUTBOUND;
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

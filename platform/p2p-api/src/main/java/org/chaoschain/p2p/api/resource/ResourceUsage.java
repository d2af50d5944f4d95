// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.resource;

/**
 * What is in use; as a limit, what may be. Immutable.
 *
 * @param connectionsInbound connections that the remote has dialled
 * @param connectionsOutbound connections that this side has dialled, dials included
 * @param streamsInbound streams that the remote has opened
 * @param streamsOutbound streams that this side has opened
 * @param memory bytes that wait in buffers of muxers, secure channels and negotiations
 */
public record ResourceUsage(
    int connectionsInbound,
    int connectionsOutbound,
    int streamsInbound,
    int streamsOutbound,
    long memory) {
  /** Nothing in use. */
  public static final ResourceUsage NONE = new ResourceUsage(0, 0, 0, 0, 0);

  /** Refuses negative numbers. */
  public ResourceUsage {
    if (connectionsInbound < 0
        || connectionsOutbound < 0
        || streamsInbound < 0
        || streamsOutbound < 0
        || memory < 0) {
      throw new IllegalArgumentException("nothing less than none can be in use");
    }
  }

  /** Connections in both directions. */
  public int connections() {
    return connectionsInbound + connectionsOutbound;
  }

  /** Streams in both directions. */
  public int streams() {
    return streamsInbound + streamsOutbound;
  }
}

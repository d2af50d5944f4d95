// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.List;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * The receiving side of {@code /chaoschain/agent/1.0.0}: messages to one agent, each with an
 * acknowledgement.
 */
public final class DirectProtocol implements StreamProtocol {
  /** The protocol's id. */
  public static final String ID = "/chaoschain/agent/1.0.0";

  /** The largest frame of a request, in bytes. */
  static final int MAX_REQUEST_FRAME = 262_208;

  /** The largest frame of an acknowledgement, in bytes. */
  static final int MAX_ACK_FRAME = 1_024;

  private static final int STREAMS_A_CONNECTION = 4;

  private final DeliveryEnvironment environment;
  private final DirectSettings settings;
  private final Inbox inbox;
  private final Limit maxFrame;

  /** Receives for an inbox. */
  public DirectProtocol(DeliveryEnvironment environment, DirectSettings settings, Inbox inbox) {
    this.environment = environment;
    this.settings = settings;
    this.inbox = inbox;
    Metrics metrics = environment.metrics();
    this.maxFrame =
        metrics.limit("message.delivery.max.wire.bytes", MAX_REQUEST_FRAME, "bytes of a frame");
  }

  @Override
  public List<String> protocols() {
    return List.of(ID);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return STREAMS_A_CONNECTION;
  }

  @Override
  public void onStream(Stream stream) {
    DirectReceiver receiver = new DirectReceiver(stream, environment, settings, inbox, maxFrame);
    stream.handler(receiver);
    stream.reading(true);
  }
}

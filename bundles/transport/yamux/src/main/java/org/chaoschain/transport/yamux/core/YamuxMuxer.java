// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBufAllocator;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.StreamMuxer;

/**
 * The muxer {@code /yamux/1.0.0} of libp2p. It does no I/O of its own: all that it uses is given to
 * it.
 */
public final class YamuxMuxer implements StreamMuxer {
  /** The id in multistream-select. */
  public static final String PROTOCOL_ID = "/yamux/1.0.0";

  private final Scheduler scheduler;
  private final Clock clock;
  private final YamuxConfig config;
  private final YamuxMeters meters;
  private final ByteBufAllocator allocator;

  /**
   * A muxer whose connections all have these limits.
   *
   * @param scheduler for deadlines
   * @param clock for round trips and deadlines
   * @param metrics where frames, bytes and refusals are counted
   * @param allocator for frames, and for what slow readers leave
   */
  public YamuxMuxer(
      Scheduler scheduler,
      Clock clock,
      Metrics metrics,
      YamuxConfig config,
      ByteBufAllocator allocator) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.config = config;
    this.meters = new YamuxMeters(metrics, config);
    this.allocator = allocator;
  }

  @Override
  public String protocolId() {
    return PROTOCOL_ID;
  }

  @Override
  public MuxedConnection mux(Duplex secured, boolean initiator, MuxedConnectionHandler handler) {
    YamuxConnection connection =
        new YamuxConnection(
            secured, initiator, handler, scheduler, clock, config, meters, allocator);
    connection.start();
    return connection;
  }
}

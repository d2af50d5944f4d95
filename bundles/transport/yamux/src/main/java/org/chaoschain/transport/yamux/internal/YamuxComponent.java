// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.internal;

import io.netty.buffer.ByteBufAllocator;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.transport.yamux.core.YamuxConfig;
import org.chaoschain.transport.yamux.core.YamuxMuxer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers Yamux as a service. */
@Component(service = StreamMuxer.class, configurationPid = YamuxComponent.PID)
@Designate(ocd = YamuxConfiguration.class)
public final class YamuxComponent implements StreamMuxer {
  static final String PID = "org.chaoschain.transport.yamux";

  private static final Logger LOG = LoggerFactory.getLogger(YamuxComponent.class);

  private final YamuxMuxer muxer;

  /** Called by Declarative Services. */
  @Activate
  public YamuxComponent(
      @Reference Scheduler scheduler,
      @Reference Clock clock,
      @Reference Metrics metrics,
      YamuxConfiguration configuration) {
    YamuxConfig config = config(configuration);
    this.muxer = new YamuxMuxer(scheduler, clock, metrics, config, ByteBufAllocator.DEFAULT);
    LOG.debug("yamux offered with {}", config);
  }

  static YamuxConfig config(YamuxConfiguration configuration) {
    return new YamuxConfig(
        configuration.max_streams(),
        configuration.max_outbound_streams(),
        configuration.ack_backlog(),
        size("window.max", configuration.window_max()),
        ByteSize.parse(configuration.connection_receive_max()).bytes(),
        size("frame.max", configuration.frame_max()),
        ByteSize.parse(configuration.frame_receive_max()).bytes(),
        configuration.control_limit(),
        configuration.control_rate(),
        configuration.control_burst(),
        configuration.frames_per_turn(),
        size("send.high.water", configuration.send_high_water()),
        ByteSize.parse(configuration.send_limit()).bytes(),
        ByteSize.parse(configuration.connection_send_limit()).bytes(),
        TimeSpan.parse(configuration.keepalive_interval()),
        TimeSpan.parse(configuration.keepalive_timeout()),
        TimeSpan.parse(configuration.drain_timeout()),
        TimeSpan.parse(configuration.close_timeout()));
  }

  private static int size(String attribute, String text) {
    long bytes = ByteSize.parse(text).bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "transport.yamux.%s is %s; it must be less than 2GiB".formatted(attribute, text));
    }
    return (int) bytes;
  }

  @Override
  public String protocolId() {
    return muxer.protocolId();
  }

  @Override
  public MuxedConnection mux(Duplex secured, boolean initiator, MuxedConnectionHandler handler) {
    return muxer.mux(secured, initiator, handler);
  }
}

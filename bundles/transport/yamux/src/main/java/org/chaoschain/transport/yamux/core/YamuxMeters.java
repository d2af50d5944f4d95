// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Timer;

/** The counters and limits of all connections of one muxer. Safe for use by many threads. */
public final class YamuxMeters {
  final Limit inboundStreams;
  final Limit outboundStreams;
  final Limit ackBacklog;
  final Limit receive;
  final Limit frameReceive;
  final Limit control;
  final Limit controlRate;
  final Limit send;
  final Limit connectionSend;
  final Counter turnsCut;
  final Counter bytesReceived;
  final Counter bytesSent;
  final Counter bytesDiscarded;
  final Counter framesIgnored;
  final Counter protocolErrors;
  final Counter windowsGrown;
  final Counter pingsExpired;
  final Counter closesExpired;
  final Counter inboundOpened;
  final Counter outboundOpened;
  final Counter handlerFailures;
  final Timer roundTrip;
  private final Counter[] framesReceived = new Counter[FrameHeader.GO_AWAY + 1];
  private final Counter[] framesSent = new Counter[FrameHeader.GO_AWAY + 1];

  /** Registers them. */
  public YamuxMeters(Metrics metrics, YamuxConfig config) {
    this.inboundStreams = limit(metrics, "max.streams", config.maxStreams(), "streams");
    this.outboundStreams =
        limit(metrics, "max.outbound.streams", config.maxOutboundStreams(), "streams");
    this.ackBacklog = limit(metrics, "ack.backlog", config.ackBacklog(), "streams");
    this.receive = limit(metrics, "connection.receive.max", config.connectionReceiveMax(), "bytes");
    this.frameReceive = limit(metrics, "frame.receive.max", config.frameReceiveMax(), "bytes");
    this.control = limit(metrics, "control.limit", config.controlLimit(), "frames");
    this.controlRate = limit(metrics, "control.rate", config.controlRate(), "frames a second");
    this.turnsCut = metrics.counter("yamux.turns.cut");
    this.send = limit(metrics, "send.limit", config.sendLimit(), "bytes");
    this.connectionSend =
        limit(metrics, "connection.send.limit", config.connectionSendLimit(), "bytes");
    this.bytesReceived = metrics.counter("yamux.bytes.received");
    this.bytesSent = metrics.counter("yamux.bytes.sent");
    this.bytesDiscarded = metrics.counter("yamux.bytes.discarded");
    this.framesIgnored = metrics.counter("yamux.frames.ignored");
    this.protocolErrors = metrics.counter("yamux.protocol.errors");
    this.windowsGrown = metrics.counter("yamux.windows.grown");
    this.pingsExpired = metrics.counter("yamux.pings.expired");
    this.closesExpired = metrics.counter("yamux.closes.expired");
    this.inboundOpened = metrics.counter("yamux.streams.opened", "direction", "inbound");
    this.outboundOpened = metrics.counter("yamux.streams.opened", "direction", "outbound");
    this.handlerFailures = metrics.counter("yamux.handler.failures");
    this.roundTrip = metrics.timer("yamux.round.trip");
    for (int type = 0; type <= FrameHeader.GO_AWAY; type++) {
      String name = FrameHeader.name(type).replace(' ', '-');
      framesReceived[type] = metrics.counter("yamux.frames.received", "type", name);
      framesSent[type] = metrics.counter("yamux.frames.sent", "type", name);
    }
  }

  private static Limit limit(Metrics metrics, String attribute, long value, String unit) {
    return metrics.limit(YamuxConfig.PREFIX + attribute, value, unit);
  }

  void received(FrameHeader header) {
    framesReceived[header.type()].increment();
    bytesReceived.add(FrameHeader.SIZE + payload(header));
  }

  void sent(FrameHeader header) {
    framesSent[header.type()].increment();
    bytesSent.add(FrameHeader.SIZE + payload(header));
  }

  private static long payload(FrameHeader header) {
    return header.type() == FrameHeader.DATA ? header.length() : 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.mdns.core.MdnsConfig;
import org.chaoschain.p2p.mdns.core.Packet;
import org.chaoschain.p2p.mdns.core.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The group 224.0.0.251 at port 5353, on some interfaces, by one socket and one thread. */
final class MulticastWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(MulticastWire.class);
  private static final int PORT = 5353;
  private static final String GROUP = "224.0.0.251";
  private static final int TIME_TO_LIVE = 255; // RFC 6762, section 11

  private final List<String> names;
  private final Limit maxPacket;
  private final Counter malformed;
  private final Counter foreign;
  private final Counter unsent;
  private final Events events;
  private Neighbours neighbours = new Neighbours(List.of());
  private MultiThreadIoEventLoopGroup loop;
  private NioDatagramChannel channel;

  /**
   * Makes a wire that is closed.
   *
   * @param names of the interfaces; all but loopback if it is empty
   * @param maxPacket the most bytes of a packet that are read
   */
  MulticastWire(List<String> names, int maxPacket, Metrics metrics, Events events) {
    this.names = List.copyOf(names);
    this.maxPacket = metrics.limit(MdnsConfig.PREFIX + "max.packet", maxPacket, "bytes");
    this.malformed = metrics.counter("p2p.mdns.malformed");
    this.foreign = metrics.counter("p2p.mdns.foreign");
    this.unsent = metrics.counter("p2p.mdns.unsent");
    this.events = events;
  }

  @Override
  public void open(Receiver receiver) {
    try {
      neighbours = Neighbours.of(names);
    } catch (SocketException e) {
      failed("the interfaces of this machine cannot be listed: " + e.getMessage());
      return;
    }
    if (neighbours.interfaces().isEmpty()) {
      failed(
          names.isEmpty()
              ? "no interface but loopback is up and speaks multicast"
              : "none of the interfaces %s is up and speaks multicast".formatted(names));
      return;
    }
    loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("p2p-mdns", true), NioIoHandler.newFactory());
    ChannelFactory<NioDatagramChannel> ofIpv4 =
        () -> new NioDatagramChannel(SocketProtocolFamily.INET);
    ChannelFuture bound =
        new Bootstrap()
            .group(loop)
            .channelFactory(ofIpv4)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.IP_MULTICAST_TTL, TIME_TO_LIVE)
            // one byte more than is allowed, so that what is too large shows
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator((int) maxPacket.value() + 1))
            .handler(new Inbound(receiver))
            .bind(PORT);
    channel = (NioDatagramChannel) bound.channel();
    bound.addListener(
        done -> {
          if (done.isSuccess()) {
            join();
          } else {
            failed("UDP port 5353 cannot be bound: " + done.cause().getMessage());
          }
        });
  }

  private void join() {
    for (NetworkInterface each : neighbours.interfaces()) {
      channel
          .joinGroup(new InetSocketAddress(GROUP, PORT), each)
          .addListener(
              joined -> {
                if (!joined.isSuccess()) {
                  failed(
                      "the group cannot be joined on %s: %s"
                          .formatted(each.getName(), joined.cause().getMessage()));
                }
              });
    }
  }

  private void failed(String why) {
    events.publish(
        Event.warning(
            "p2p.mdns.failed",
            "Peers on the local network are not looked for: %s. The keys p2p.mdns.enabled and p2p.mdns.interfaces change it"
                .formatted(why),
            Map.of("reason", why)));
  }

  @Override
  public void send(Packet packet) {
    if (channel == null) {
      return;
    }
    NioDatagramChannel to = channel;
    // the interface is a setting of the socket: set it and write before anything else happens
    to.eventLoop()
        .execute(
            () -> {
              for (NetworkInterface each : neighbours.interfaces()) {
                send(packet, each, to);
              }
            });
  }

  private void send(Packet packet, NetworkInterface by, NioDatagramChannel to) {
    try {
      to.config().setNetworkInterface(by);
      ByteBuf bytes = DnsCodec.encode(packet, to.alloc());
      to.writeAndFlush(new DatagramPacket(bytes, new InetSocketAddress(GROUP, PORT)))
          .addListener(
              sent -> {
                if (!sent.isSuccess()) {
                  unsent.increment();
                  LOG.debug("Nothing is sent on {}: {}", by.getName(), sent.cause().getMessage());
                }
              });
    } catch (RuntimeException e) {
      unsent.increment();
      LOG.debug("Nothing is sent on {}: {}", by.getName(), e.toString());
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      NioDatagramChannel closing = channel;
      MultiThreadIoEventLoopGroup ending = loop;
      channel = null;
      closing
          .eventLoop()
          .execute(
              () ->
                  closing
                      .close()
                      .addListener(closed -> ending.shutdownGracefully(0, 1, TimeUnit.SECONDS)));
    }
  }

  /** Cheap checks first: who sent it, how large it is, how many there were. */
  private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Receiver receiver;

    Inbound(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (!neighbours.has(packet.sender().getAddress())) {
        foreign.increment();
      } else if (!maxPacket.allows(packet.content().readableBytes())) {
        maxPacket.refuse("a packet of " + packet.sender(), packet.content().readableBytes());
      } else if (receiver.admits()) {
        decode(packet);
      }
    }

    private void decode(DatagramPacket packet) {
      try {
        DnsCodec.decode(packet.content()).ifPresent(receiver::received);
      } catch (MalformedPacketException e) {
        malformed.increment();
        LOG.debug("A packet of {} is left out: {}", packet.sender(), e.getMessage());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("A packet was not received: {}", cause.toString());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.api.transport.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries bytes over TCP between addresses {@code /ip4/…/tcp/…} and {@code /ip6/…/tcp/…}. It has
 * event loop threads of its own; {@link #stop} ends them. Safe for use by many threads.
 */
public final class TcpTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  private final TcpSettings settings;
  private final TcpMeters meters;
  private final MultiThreadIoEventLoopGroup loops;
  private final Set<Channel> servers = ConcurrentHashMap.newKeySet();
  private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inbound = new AtomicInteger();
  private final Cancellable gauge;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile boolean stopping;

  /** Starts a transport; its threads are made when they are first needed. */
  public TcpTransport(TcpSettings settings, Metrics metrics) {
    this.settings = settings;
    this.meters = TcpMeters.of(metrics, settings);
    this.gauge = metrics.gauge(TcpSettings.PREFIX + "connections", connections::size);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.threads(),
            new DefaultThreadFactory("transport-tcp", true),
            NioIoHandler.newFactory());
  }

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public boolean supports(Multiaddr address) {
    return SocketAddresses.supported(address);
  }

  @Override
  public CompletionStage<TransportConnection> dial(Multiaddr address) {
    return dial(address, new CompletableFuture<>());
  }

  @Override
  public CompletionStage<TransportConnection> dial(Multiaddr address, CompletionStage<?> over) {
    if (stopping || !supports(address)) {
      return CompletableFuture.failedFuture(unavailable("dial", address));
    }
    CompletableFuture<TransportConnection> result = new CompletableFuture<>();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.RECVBUF_ALLOCATOR, turns())
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.TCP_NODELAY, settings.noDelay())
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(settings.dialTimeout().toMillis()))
            .handler(new Attach(connection -> {}))
            .connect(SocketAddresses.toSocket(address.withoutPeer()));
    connecting.addListener((ChannelFuture done) -> dialled(done, address, result));
    over.whenComplete(
        (nothing, failure) -> {
          if (!result.isDone()) {
            connecting.channel().close(); // the attempt fails, and its socket is free
          }
        });
    return result;
  }

  private void dialled(
      ChannelFuture done, Multiaddr address, CompletableFuture<TransportConnection> result) {
    if (!done.isSuccess()) {
      meters.dialFailures().increment();
      result.completeExceptionally(notDialled(address, done.cause()));
      return;
    }
    TcpConnection connection = done.channel().pipeline().get(TcpConnection.class);
    connection.connected();
    meters.dialled().increment();
    if (!result.complete(connection)) {
      connection.reset(CloseReason.timeout("nobody waits for the dial any more"));
    }
  }

  private TransportException notDialled(Multiaddr address, Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return new TransportException(
          "cannot dial %s: no answer within %s; the key %sdial.timeout changes it"
              .formatted(address, settings.dialTimeout(), TcpSettings.PREFIX),
          cause);
    }
    return new TransportException(
        "cannot dial %s: %s".formatted(address, cause.getMessage()), cause);
  }

  @Override
  public CompletionStage<Listener> listen(
      Multiaddr address, Consumer<TransportConnection> acceptor) {
    if (stopping || !supports(address)) {
      return CompletableFuture.failedFuture(unavailable("listen on", address));
    }
    CompletableFuture<Listener> result = new CompletableFuture<>();
    new ServerBootstrap()
        .group(loops)
        .channelFactory(() -> new TcpServerChannel(family(address)))
        .option(ChannelOption.SO_BACKLOG, settings.backlog())
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, turns())
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.TCP_NODELAY, settings.noDelay())
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childHandler(new Admit(acceptor))
        .bind(SocketAddresses.toSocket(address.withoutPeer()))
        .addListener((ChannelFuture done) -> bound(done, address, result));
    return result;
  }

  /** Bounds what one connection brings before the others of its event loop are looked at again. */
  private RecvByteBufAllocator turns() {
    return new AdaptiveRecvByteBufAllocator(64, 2 << 10, 64 << 10)
        .maxMessagesPerRead(settings.readsPerTurn());
  }

  /** Without it {@code 0.0.0.0} would be bound as {@code ::}, and accept IPv6 too. */
  private static SocketProtocolFamily family(Multiaddr address) {
    return address.has(Protocol.IP4) ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }

  private void bound(ChannelFuture done, Multiaddr address, CompletableFuture<Listener> result) {
    if (!done.isSuccess()) {
      result.completeExceptionally(
          new TransportException(
              "cannot listen on %s: %s; choose another address, or port 0 for a free one"
                  .formatted(address, done.cause().getMessage()),
              done.cause()));
      return;
    }
    TcpServerChannel server = (TcpServerChannel) done.channel();
    servers.add(server);
    server.closeFuture().addListener(closed -> servers.remove(server));
    if (stopping || !result.complete(new TcpListener(server))) {
      server.close();
      result.completeExceptionally(unavailable("listen on", address));
    }
  }

  private TransportException unavailable(String what, Multiaddr address) {
    return new TransportException(
        stopping
            ? "cannot %s %s: the TCP transport is stopping".formatted(what, address)
            : "cannot %s %s: the TCP transport takes /ip4/…/tcp/… and /ip6/…/tcp/…, with names resolved"
                .formatted(what, address));
  }

  /**
   * Closes the listeners, lets the open connections go on until {@link TcpSettings#drainTimeout},
   * resets what is left, and ends the threads. Twice does nothing.
   *
   * @return completes when the event loops have ended; do not wait for it on one of them
   */
  public CompletionStage<Void> stop() {
    synchronized (this) {
      if (stopping) {
        return stopped;
      }
      // before anything can end the loops: the last connection may close at this very moment
      loops
          .next()
          .schedule(this::endDrain, settings.drainTimeout().toNanos(), TimeUnit.NANOSECONDS);
      stopping = true;
    }
    servers.forEach(Channel::close);
    drained.thenRun(this::shutDown);
    if (connections.isEmpty()) {
      drained.complete(null);
    }
    return stopped;
  }

  private void endDrain() {
    CloseReason reason =
        new CloseReason(
            CloseReason.Kind.SHUTDOWN,
            "the TCP transport has stopped, and the connection has not ended within %s; the key %sdrain.timeout changes it"
                .formatted(settings.drainTimeout(), TcpSettings.PREFIX));
    if (!connections.isEmpty()) {
      LOG.info("TCP transport stops, {} open connections are reset", connections.size());
    }
    connections.forEach(connection -> connection.reset(reason));
    drained.complete(null);
  }

  private void shutDown() {
    gauge.cancel();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(ended -> stopped.complete(null));
  }

  private void ended(TcpConnection connection) {
    connections.remove(connection);
    if (stopping && connections.isEmpty()) {
      drained.complete(null);
    }
  }

  /** Makes the connection of a channel and keeps it until the channel is closed. */
  private class Attach extends ChannelInitializer<SocketChannel> {
    private final Consumer<TransportConnection> acceptor;

    Attach(Consumer<TransportConnection> acceptor) {
      this.acceptor = acceptor;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      TcpConnection connection = new TcpConnection(channel, settings, meters);
      connections.add(connection);
      channel.closeFuture().addListener(closed -> ended(connection));
      channel.pipeline().addLast(new Greeting(connection, acceptor), connection);
    }
  }

  /** The same for an inbound connection, if the limit allows one more. */
  private final class Admit extends Attach {
    Admit(Consumer<TransportConnection> acceptor) {
      super(acceptor);
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      int open = inbound.incrementAndGet();
      channel.closeFuture().addListener(closed -> inbound.decrementAndGet());
      if (!meters.maxConnections().allows(open)) {
        LOG.debug(
            "{}",
            meters
                .maxConnections()
                .refuse("inbound connection from " + channel.remoteAddress(), open)
                .getMessage());
        channel.close();
      } else {
        meters.accepted().increment();
        super.initChannel(channel);
      }
    }
  }

  /** Hands a connection over once it is there. */
  private static final class Greeting extends ChannelInboundHandlerAdapter {
    private final TcpConnection connection;
    private final Consumer<TransportConnection> acceptor;

    Greeting(TcpConnection connection, Consumer<TransportConnection> acceptor) {
      this.connection = connection;
      this.acceptor = acceptor;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.pipeline().remove(this);
      connection.connected();
      try {
        acceptor.accept(connection);
      } catch (RuntimeException | Error e) {
        connection.handlerFailed(e);
      }
    }
  }
}

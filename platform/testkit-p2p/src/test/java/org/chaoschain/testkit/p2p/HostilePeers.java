// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * A process of 200 hostile connections to one node, each from an address of its own: {@code main
 * PORT PEER-ID}. It reads lines: {@code gather} (those who shake hands connect, before the others
 * take all places of connections that come up), {@code attack}, {@code rest}; it answers each with
 * {@code ok} and what each kind has done; it ends when its input does. Whoever is thrown out comes
 * back.
 */
final class HostilePeers {
  private static final int EACH_MS = 50;

  private final int port;
  private final PeerId target;
  private final SplittableRandom random = new SplittableRandom(1);
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
  private final RealNodes nodes = new RealNodes();
  private final List<Attacker> attackers = new ArrayList<>();
  private volatile String order = "rest";

  /** One connection, or the want of one. */
  private abstract class Attacker {
    final int number = attackers.size();
    final AtomicLong done = new AtomicLong();

    /** Does the next evil; called every {@link #EACH_MS} while the attack goes on. */
    abstract void act() throws Exception;

    abstract void rest();

    /** Called every {@link #EACH_MS} before the attack. */
    void gather() throws Exception {}

    InetAddress source() throws IOException {
      return InetAddress.getByAddress(
          new byte[] {127, (byte) (1 + number % 8), (byte) number, (byte) (1 + number % 250)});
    }

    void step() {
      try {
        if (order.equals("attack")) {
          act();
          done.incrementAndGet();
        } else if (order.equals("gather")) {
          gather();
        }
      } catch (Exception thrownOut) {
        rest(); // and comes back with the next step
      }
    }
  }

  /** Bytes without a handshake. */
  private abstract class Raw extends Attacker {
    Socket socket;

    Socket connected() throws IOException {
      if (socket == null || socket.isClosed()) {
        socket = new Socket();
        socket.bind(new InetSocketAddress(source(), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
      }
      return socket;
    }

    @Override
    void rest() {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (IOException e) {
        // it is gone anyway
      }
      socket = null;
    }
  }

  private final class HalfOpen extends Raw {
    @Override
    void act() throws IOException {
      if (connected().getInputStream().available() > 4096) {
        rest();
      }
    }
  }

  private final class Dripping extends Raw {
    private static final byte[] HELLO =
        "\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.UTF_8);
    private int at;

    @Override
    void act() throws IOException {
      Socket open = connected();
      if (done.get() % (1000 / EACH_MS) == 0) {
        open.getOutputStream().write(HELLO[at++ % HELLO.length]);
      }
    }

    @Override
    void rest() {
      super.rest();
      at = 0;
    }
  }

  private final class Garbage extends Raw {
    @Override
    void act() throws IOException {
      byte[] bytes = new byte[2000];
      random.nextBytes(bytes);
      connected().getOutputStream().write(bytes);
    }
  }

  /** After a proper handshake, with a peer id of its own, through a relay with its own address. */
  private abstract class Shaken extends Attacker {
    final P2pNode node;
    final ServerSocket relay;
    volatile CompletionStage<Connection> dialled;

    Shaken() throws IOException {
      this.relay = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      this.node = nodes.start(plan -> plan);
      daemon(this::accept);
    }

    private void accept() {
      while (!relay.isClosed()) {
        try {
          Socket near = relay.accept();
          Socket far = new Socket();
          far.bind(new InetSocketAddress(source(), 0));
          far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
          daemon(() -> copy(near, far));
          daemon(() -> copy(far, near));
        } catch (IOException e) {
          // refused: the next attempt comes
        }
      }
    }

    Connection connected() throws Exception {
      CompletionStage<Connection> now = dialled;
      if (now == null
          || now.toCompletableFuture().isCompletedExceptionally()
          || (now.toCompletableFuture().isDone() && now.toCompletableFuture().join().closed())) {
        dialled =
            node.host.connect(
                new AddressInfo(
                    target,
                    List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + relay.getLocalPort()))));
        now = dialled;
      }
      Connection connection = now.toCompletableFuture().getNow(null);
      if (connection == null) {
        throw new IOException("not yet");
      }
      return connection;
    }

    @Override
    void gather() throws Exception {
      connected();
    }

    @Override
    void rest() {
      // the connection stays: it is idle
    }
  }

  private final class StreamFlood extends Shaken {
    StreamFlood() throws IOException {}

    @Override
    void act() throws Exception {
      Connection connection = connected();
      for (int i = 0; i < 3; i++) {
        connection.newStream(List.of("/no/such/protocol/" + i, "/ipfs/ping/1.0.0"));
      }
    }
  }

  private final class IdentifyFlood extends Shaken {
    IdentifyFlood() throws IOException {}

    @Override
    void act() throws Exception {
      Connection connection = connected();
      connection
          .newStream(List.of("/ipfs/id/1.0.0"))
          .thenAccept(
              stream -> {
                stream.handler(ByteBuf::release);
                stream.reading(true);
              });
      connection.newStream(List.of("/ipfs/id/push/1.0.0")).thenAccept(this::garbage);
    }

    private void garbage(Stream stream) {
      stream.write(FrameDecoder.encode(new byte[20_000]));
      stream.close();
    }
  }

  private final class PublishFlood extends Shaken {
    PublishFlood() throws IOException {}

    @Override
    void act() throws Exception {
      connected();
      byte[] noise = new byte[2000];
      random.nextBytes(noise);
      noise[0] = -1; // the honest messages begin with 1
      node.floodsub.publish(HostilePeersTest.TOPIC, Bytes.wrap(noise));
    }
  }

  /** Speaks its own Yamux: pings, unknown streams, openings and resets, credit, broken frames. */
  private final class YamuxAbuse extends Shaken {
    private volatile Duplex line;

    YamuxAbuse() throws IOException {
      node.host.removeMuxer(node.yamux);
      node.host.addMuxer(new Abusive());
    }

    @Override
    void act() throws Exception {
      connected();
      Duplex open = line;
      if (open == null) {
        throw new IOException("not yet");
      }
      ByteBuf frames = Unpooled.buffer();
      for (int i = 0; i < 20; i++) {
        int id = (int) (done.get() * 40 + 2L * i + 1);
        frame(frames, 2, 1, 0, i); // a ping that wants an answer
        frame(frames, 1, 1, id, 0xffff_ffffL); // a stream with all the credit there is
        frame(frames, 1, 0, id, 0xffff_ffffL);
        frame(frames, 1, 8, id, 0); // and its reset
      }
      if (done.get() % 40 == 39) {
        frame(frames, 0, 1, (int) (done.get() * 40 + 101), 0xffff_ffL); // opened by too many bytes
      }
      open.write(frames);
    }

    private static void frame(ByteBuf to, int type, int flags, int id, long length) {
      to.writeByte(0).writeByte(type).writeShort(flags).writeInt(id).writeInt((int) length);
    }

    private final class Abusive implements StreamMuxer {
      @Override
      public String protocolId() {
        return "/yamux/1.0.0";
      }

      @Override
      public MuxedConnection mux(
          Duplex secured, boolean initiator, MuxedConnectionHandler handler) {
        secured.handler(
            new DuplexHandler() {
              @Override
              public void onRead(ByteBuf data) {
                data.release();
              }

              @Override
              public void onClosed(CloseReason reason) {
                line = null;
                handler.onClosed(reason);
              }
            });
        secured.reading(true);
        line = secured;
        return new Deaf(secured);
      }
    }
  }

  /** A connection that opens nothing. */
  private record Deaf(Duplex below) implements MuxedConnection {
    @Override
    public SerialExecutor executor() {
      return below.executor();
    }

    @Override
    public CompletionStage<MuxedStream> openStream() {
      return CompletableFuture.failedFuture(new IllegalStateException("not here"));
    }

    @Override
    public CompletionStage<Duration> ping() {
      return CompletableFuture.completedFuture(Duration.ZERO);
    }

    @Override
    public int openStreams() {
      return 0;
    }

    @Override
    public void drain() {}

    @Override
    public void close(CloseReason reason) {
      below.close();
    }
  }

  private HostilePeers(int port, PeerId target) throws IOException {
    this.port = port;
    this.target = target;
    for (int i = 0; i < 50; i++) {
      attackers.add(new HalfOpen());
    }
    for (int i = 0; i < 50; i++) {
      attackers.add(new Dripping());
    }
    for (int i = 0; i < 20; i++) {
      attackers.add(new Garbage());
    }
    for (int i = 0; i < 20; i++) {
      attackers.add(new StreamFlood());
      attackers.add(new IdentifyFlood());
      attackers.add(new PublishFlood());
      attackers.add(new YamuxAbuse());
    }
    for (Attacker each : attackers) {
      clock.scheduleWithFixedDelay(
          each::step, each.number % EACH_MS, EACH_MS, TimeUnit.MILLISECONDS);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16_384];
      int read;
      while ((read = in.read(buffer)) > 0) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // one side has gone, so the other goes
    }
  }

  private String report() {
    StringBuilder text = new StringBuilder("ok");
    attackers.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                a -> a.getClass().getSimpleName(),
                java.util.TreeMap::new,
                java.util.stream.Collectors.summingLong(a -> a.done.get())))
        .forEach((kind, done) -> text.append(' ').append(kind).append('=').append(done));
    return text.toString();
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    HostilePeers peers =
        new HostilePeers(Integer.parseInt(arguments[0]), PeerId.parse(arguments[1]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready " + peers.attackers.size());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      peers.order = line;
      if (line.equals("rest")) {
        peers.attackers.forEach(Attacker::rest);
      }
      System.out.println(peers.report());
    }
    System.exit(0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.gossipsub.core.GossipLimits;
import org.chaoschain.p2p.gossipsub.core.Message;
import org.chaoschain.p2p.gossipsub.core.MessageId;
import org.chaoschain.p2p.gossipsub.core.Rpc;
import org.chaoschain.p2p.gossipsub.core.RpcCodec;

/** Hostile peers that shake hands as they should, and are bad then. */
final class HostileNodes {
  private HostileNodes() {}

  /** A node with an id of its own, through a relay with an address of its own. */
  private abstract static class Shaken extends HostilePeers.Attacker {
    final P2pNode node;
    private final ServerSocket relay;
    private volatile CompletionStage<Connection> dialled;
    volatile boolean deaf;

    Shaken(HostilePeers all) throws IOException {
      super(all);
      this.relay = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      this.node = all.nodes.start(plan -> plan);
      HostilePeers.daemon(this::accept);
    }

    private void accept() {
      while (!relay.isClosed()) {
        try {
          Socket near = relay.accept();
          Socket far = dial();
          far.setSoTimeout(0);
          HostilePeers.daemon(() -> copy(near, far, false));
          HostilePeers.daemon(() -> copy(far, near, true));
        } catch (IOException e) {
          // refused: the next attempt comes
        }
      }
    }

    private void copy(Socket from, Socket to, boolean hears) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[16_384];
        int read;
        while ((read = in.read(buffer)) > 0) {
          out.write(buffer, 0, read);
          while (hears && deaf) {
            Thread.sleep(HostilePeers.STEP_MS);
          }
        }
      } catch (IOException | InterruptedException e) {
        // one side has gone, so the other goes
      }
    }

    Connection connected() throws Exception {
      CompletionStage<Connection> now = dialled;
      if (now == null
          || now.toCompletableFuture().isCompletedExceptionally()
          || (now.toCompletableFuture().isDone() && now.toCompletableFuture().join().closed())) {
        now =
            node.host.connect(
                new AddressInfo(
                    all.target,
                    List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + relay.getLocalPort()))));
        dialled = now;
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
    boolean gathered() {
      return node.host.connection(all.target).isPresent();
    }

    @Override
    void rest() {
      // the connection stays, and is idle
    }
  }

  /** Streams of no protocol, and of all others. */
  static final class StreamFlood extends Shaken {
    StreamFlood(HostilePeers all) throws IOException {
      super(all);
    }

    @Override
    void act() throws Exception {
      Connection connection = connected();
      for (int i = 0; i < 3; i++) {
        connection.newStream(List.of("/no/such/protocol/" + i, "/ipfs/ping/1.0.0"));
      }
    }
  }

  /** Asks who the node is, again and again, and tells it nonsense. */
  static final class IdentifyFlood extends Shaken {
    IdentifyFlood(HostilePeers all) throws IOException {
      super(all);
    }

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
      connection.newStream(List.of("/ipfs/id/push/1.0.0")).thenAccept(IdentifyFlood::nonsense);
    }

    private static void nonsense(Stream stream) {
      stream.write(FrameDecoder.encode(new byte[20_000]));
      stream.close();
    }
  }

  /** Speaks GossipSub by its own stream. */
  private abstract static class Gossiping extends Shaken {
    final RpcCodec codec;
    private volatile CompletionStage<Stream> stream;
    long step;

    Gossiping(HostilePeers all) throws IOException {
      super(all);
      codec = new RpcCodec(GossipLimits.DEFAULT, all.nodes.metrics);
    }

    final void send(Rpc rpc) throws Exception {
      Connection connection = connected();
      CompletionStage<Stream> now = stream;
      if (now == null
          || now.toCompletableFuture().isCompletedExceptionally()
          || (now.toCompletableFuture().isDone() && now.toCompletableFuture().join().closed())) {
        now = connection.newStream(List.of("/meshsub/1.2.0", "/meshsub/1.1.0"));
        stream = now;
      }
      Stream open = now.toCompletableFuture().getNow(null);
      if (open == null) {
        throw new IOException("not yet");
      }
      if (open.writable()) {
        open.write(FrameDecoder.encode(codec.encode(rpc)));
      }
    }

    final Bytes noise(int size) {
      byte[] noise = new byte[size];
      all.random.split().nextBytes(noise);
      noise[0] = -1; // never what an honest peer has made
      return Bytes.wrap(noise);
    }

    final List<MessageId> ids(int number) {
      List<MessageId> ids = new ArrayList<>(number);
      for (int i = 0; i < number; i++) {
        ids.add(MessageId.wrap(noise(32).toArray()));
      }
      return ids;
    }
  }

  /** Messages that nobody accepts: a few large ones, or very many small ones. */
  static final class BadMessages extends Gossiping {
    BadMessages(HostilePeers all) throws IOException {
      super(all);
    }

    @Override
    void act() throws Exception {
      List<Message> messages = new ArrayList<>();
      int number = step++ % 2 == 0 ? 5 : 200;
      for (int i = 0; i < number; i++) {
        messages.add(new Message(HonestPeers.TOPIC, noise(number == 5 ? 5_000 : 20)));
      }
      send(Rpc.of(messages));
    }
  }

  /** IHAVE of what there is not, IWANT of what nobody has, GRAFT and IDONTWANT again and again. */
  static final class GossipFlood extends Gossiping {
    GossipFlood(HostilePeers all) throws IOException {
      super(all);
    }

    @Override
    void act() throws Exception {
      switch ((int) (step++ % 4)) {
        case 0 -> send(Rpc.of(Rpc.Control.ihave(HonestPeers.TOPIC, ids(1_000))));
        case 1 -> send(Rpc.of(Rpc.Control.iwant(ids(1_000))));
        case 2 -> send(Rpc.of(Rpc.Control.idontwant(ids(1_000))));
        default ->
            send(
                Rpc.of(
                    Rpc.Control.mesh(
                        java.util.Collections.nCopies(200, HonestPeers.TOPIC), List.of())));
      }
    }
  }

  /** Comes to topics and leaves them. */
  static final class SubscriptionFlood extends Gossiping {
    SubscriptionFlood(HostilePeers all) throws IOException {
      super(all);
    }

    @Override
    void act() throws Exception {
      List<Rpc.Subscription> changes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        changes.add(new Rpc.Subscription("topic " + number + " " + step + " " + i / 2, i % 2 == 0));
      }
      step++;
      send(Rpc.subscriptions(changes));
    }
  }

  /** Wants every message and reads none. */
  static final class SlowReader extends Shaken {
    SlowReader(HostilePeers all) throws Exception {
      super(all);
      node.gossipsub.subscribe(
          HonestPeers.TOPIC, (data, from) -> CompletableFuture.completedFuture(Verdict.IGNORE));
    }

    @Override
    void act() throws Exception {
      connected();
      deaf = true;
    }

    @Override
    void rest() {
      deaf = false;
    }
  }

  /** Speaks its own Yamux: pings, unknown streams, openings and resets, credit, broken frames. */
  static final class YamuxAbuse extends Shaken {
    private static final int DATA = 0;
    private static final int WINDOW_UPDATE = 1;
    private static final int PING = 2;
    private static final int SYN = 1;
    private static final int RST = 8;

    private volatile Duplex line;
    private int nextId = 1;

    YamuxAbuse(HostilePeers all) throws IOException {
      super(all);
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
      for (int i = 0; i < 50; i++) {
        frame(frames, PING, SYN, 0, i);
        frame(frames, WINDOW_UPDATE, SYN, nextId, 0xffff_ffffL);
        frame(frames, WINDOW_UPDATE, 0, nextId, 0xffff_ffffL);
        frame(frames, WINDOW_UPDATE, RST, nextId, 0);
        nextId += 2;
      }
      if (done.get() % 40 == 39) {
        frame(frames, DATA, SYN, nextId, 0xffff_ffL); // opened by more than its window holds
      }
      if (open.writable()) {
        open.write(frames);
      } else {
        frames.release();
      }
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
        nextId = 1;
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
}

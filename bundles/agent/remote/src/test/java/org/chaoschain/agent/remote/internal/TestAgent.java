// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.agent.auth.core.Binding;
import org.chaoschain.agent.auth.core.ClientHandshake;
import org.chaoschain.agent.remote.core.AuthFrames;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.HandshakeFrame;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;

/** An agent's program on the WebSocket of the JDK. */
final class TestAgent implements WebSocket.Listener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  final Ed25519Key key;
  private final TestGateway gateway;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  /** An agent whose connection is open, and no more. */
  TestAgent(TestGateway gateway, int number) {
    this.gateway = gateway;
    this.key = TestGateway.key(number);
    this.socket =
        HTTP.newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/agent/v1"), this)
            .join();
  }

  /** An agent that has begun. */
  static TestAgent begun(TestGateway gateway, int number) throws Exception {
    return begun(gateway, number, Bytes.EMPTY);
  }

  /** An agent that is known and has not begun. */
  static TestAgent authenticated(TestGateway gateway, int number) throws Exception {
    TestAgent agent = new TestAgent(gateway, number);
    agent.authenticate(Bytes.EMPTY);
    return agent;
  }

  static TestAgent begun(TestGateway gateway, int number, Bytes hosting) throws Exception {
    TestAgent agent = new TestAgent(gateway, number);
    agent.authenticate(hosting);
    agent.send(new Frame.Begin());
    agent.next(Frame.Ready.class);
    // the answer to one more frame says that the gateway is done with those before
    agent.send(new Frame.Hosting(Bytes.EMPTY));
    agent.next(Frame.Problem.class);
    return agent;
  }

  private void authenticate(Bytes hosting) throws Exception {
    Frame.Hello hello = next(Frame.Hello.class);
    ClientHandshake handshake =
        new ClientHandshake(
            key,
            hello.chainId(),
            new Binding.Gateway(hello.server().key(), gateway.origin()),
            Optional.empty(),
            TestGateway.bytes(77));
    send(AuthFrames.of(handshake.connect()));
    AuthMessage.Challenge challenge =
        (AuthMessage.Challenge) AuthFrames.of(next(HandshakeFrame.Challenge.class));
    send(AuthFrames.of(handshake.respond(challenge, Bytes.EMPTY, hosting)));
    next(HandshakeFrame.Accepted.class);
  }

  Bytes hosting(long sequence, Instant expiry) {
    return hosting(TestGateway.PEER, sequence, expiry);
  }

  Bytes hosting(PeerId peer, long sequence, Instant expiry) {
    return hosting(key, peer, sequence, expiry);
  }

  static Bytes hosting(Ed25519Key by, PeerId peer, long sequence, Instant expiry) {
    return SignedHostingRecord.seal(new HostingRecord(by.agent(), peer, sequence, expiry), by::sign)
        .encode();
  }

  void send(Frame frame) {
    socket.sendText(Frames.write(frame), true).join();
  }

  /** The next frame of a kind; others before it are passed over. */
  <T extends Frame> T next(Class<T> type) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Frame frame = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null) {
        throw new AssertionError("no " + type.getSimpleName() + " within " + PATIENCE);
      }
      if (type.isInstance(frame)) {
        return type.cast(frame);
      }
    }
  }

  int closeCode() throws Exception {
    return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  boolean isClosed() {
    return closed.isDone();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        frames.add(
            Frames.read(
                Bytes.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), JsonLimits.DEFAULT));
      } catch (JsonFormException e) {
        closed.completeExceptionally(e);
      }
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}

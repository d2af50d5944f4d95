// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.agent.auth.core.Binding;
import org.chaoschain.agent.auth.core.ClientHandshake;
import org.chaoschain.agent.remote.core.AuthFrames;
import org.chaoschain.agent.remote.core.RemoteClient;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Delegations;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.HandshakeFrame;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonMessage;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.proto.v1.Delegation;

/**
 * An agent with a key of its own at the gateway of a node, over the WebSocket of the JDK. It may be
 * cut and connected again. Safe for use by many threads; its listener is called by one at a time.
 */
public final class AgentLink implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PATH = "/agent/v1";

  private final Ed25519Key key;
  private final Permission permission;
  private final RemoteClient client;
  private Wire wire;

  /**
   * What the agent lets the node do.
   *
   * @param topics what it may sign for; empty for no delegation at all
   * @param origin where the agent says that it has dialled; empty for the truth
   */
  public record Permission(List<String> topics, Optional<String> origin) {
    /** Messages and broadcasts. */
    public static final Permission AGENTS = new Permission(List.of("agents"), Optional.empty());

    /** Keeps a copy. */
    public Permission {
      topics = List.copyOf(topics);
    }
  }

  /** The gateway has refused the agent or has closed the connection. */
  public static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    ClosedException(int code, String reason) {
      super(reason);
      this.code = code;
    }

    /** The code of the WebSocket's close frame. */
    public int code() {
      return code;
    }
  }

  /** An agent that has not been connected. */
  public AgentLink(Ed25519Key key, Permission permission, RemoteClient.Listener listener) {
    this.key = key;
    this.permission = permission;
    this.client = new RemoteClient(listener);
  }

  /**
   * Connects, for the first time or again.
   *
   * @param gateway such as {@code ws://127.0.0.1:8080}
   * @return completes once it is ready; fails with {@link ClosedException}
   */
  public synchronized CompletionStage<Void> connect(HttpClient http, URI gateway) {
    Wire next = new Wire(gateway);
    wire = next;
    http.newWebSocketBuilder()
        .connectTimeout(Duration.ofSeconds(20))
        .buildAsync(gateway.resolve(PATH), next)
        .whenComplete(
            (socket, failure) -> {
              if (failure != null) {
                next.ready.completeExceptionally(failure);
              }
            });
    return next.ready.minimalCompletionStage();
  }

  /** Says a message; it goes out now, or as soon as it is connected. */
  public synchronized void say(String id, JsonMessage message) {
    client.say(id, message).forEach(wire::write);
  }

  /** Messages that have not been answered. */
  public synchronized int unanswered() {
    return client.unanswered();
  }

  /** Completes with the end of the connection at hand. */
  public synchronized CompletionStage<ClosedException> ended() {
    return wire.ended.minimalCompletionStage();
  }

  /** Breaks the connection, as a network does. */
  public synchronized void cut() {
    wire.cut();
  }

  @Override
  public synchronized void close() {
    if (wire != null) {
      wire.cut();
    }
  }

  /** One connection. */
  private final class Wire implements WebSocket.Listener {
    private final URI gateway;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<ClosedException> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);
    private volatile WebSocket socket;
    private volatile boolean cut;
    private ClientHandshake handshake;

    Wire(URI gateway) {
      this.gateway = gateway;
    }

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
      opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        synchronized (AgentLink.this) {
          if (!cut) {
            take(whole);
          }
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      over(new ClosedException(code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      over(new ClosedException(1006, String.valueOf(error)));
    }

    private void over(ClosedException end) {
      ready.completeExceptionally(end);
      ended.complete(end);
    }

    private void cut() {
      cut = true;
      if (socket != null) {
        socket.abort();
      }
      over(new ClosedException(1006, "it was cut here"));
    }

    private void take(String frame) {
      try {
        Frame read =
            Frames.read(Bytes.wrap(frame.getBytes(StandardCharsets.UTF_8)), JsonLimits.DEFAULT);
        if (read instanceof Frame.Hello hello) {
          connect(hello);
        } else if (read instanceof HandshakeFrame.Challenge challenge) {
          respond((AuthMessage.Challenge) AuthFrames.of(challenge));
        } else if (read instanceof HandshakeFrame.Accepted) {
          write(client.connected());
        } else if (!(read instanceof HandshakeFrame.Refused)) {
          client.take(read).forEach(this::write);
          if (read instanceof Frame.Ready) {
            ready.complete(null);
          }
        }
      } catch (JsonFormException | AuthException | IllegalStateException e) {
        socket.abort();
        over(new ClosedException(1006, String.valueOf(e)));
      }
    }

    private void connect(Frame.Hello hello) {
      String origin = permission.origin().orElseGet(() -> origin(gateway));
      byte[] nonce = new byte[AuthMessage.NONCE_BYTES];
      RANDOM.nextBytes(nonce);
      handshake =
          new ClientHandshake(
              key,
              hello.chainId(),
              new Binding.Gateway(hello.server().key(), origin),
              Optional.empty(),
              Bytes.wrap(nonce));
      write(AuthFrames.of(handshake.connect()));
    }

    private void respond(AuthMessage.Challenge challenge) throws AuthException {
      Instant now = challenge.issuedAt();
      String chain = handshake.connect().chainId();
      write(
          AuthFrames.of(
              handshake.respond(
                  challenge,
                  delegation(challenge.nodeKey(), chain, now.plus(Duration.ofHours(12))),
                  hosting(challenge.nodeKey(), now))));
    }

    private void write(Frame frame) {
      String written = Frames.write(frame);
      WebSocket to = socket;
      synchronized (this) {
        writing =
            writing.handle((done, failure) -> null).thenCompose(x -> to.sendText(written, true));
        writing.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                unsent(to, failure);
              }
            });
      }
    }

    /** What was to be said is said again on the next connection. */
    private void unsent(WebSocket to, Throwable failure) {
      to.abort();
      over(new ClosedException(1006, "a frame was not sent: " + failure));
    }
  }

  /** Scheme, host and, if it is not the scheme's own, port. */
  private static String origin(URI gateway) {
    String scheme = gateway.getScheme().equals("wss") ? "https" : "http";
    int own = scheme.equals("https") ? 443 : 80;
    String port = gateway.getPort() < 0 || gateway.getPort() == own ? "" : ":" + gateway.getPort();
    return (scheme + "://" + gateway.getHost() + port).toLowerCase(Locale.ROOT);
  }

  private Bytes delegation(Bytes nodeKey, String chain, Instant end) {
    if (permission.topics().isEmpty()) {
      return Bytes.EMPTY;
    }
    Delegation delegation =
        Delegation.newBuilder()
            .setAgent(ByteString.copyFrom(key.publicKey().toArray()))
            .setNodeKey(ByteString.copyFrom(nodeKey.toArray()))
            .setChainId(chain)
            .addAllTopics(permission.topics())
            .setExpiresAt(Timestamp.newBuilder().setSeconds(end.getEpochSecond()))
            .build();
    return Bytes.wrap(Delegations.sign(key, delegation).toByteArray());
  }

  private Bytes hosting(Bytes nodeKey, Instant now) {
    PeerId peer = PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, nodeKey));
    HostingRecord record =
        new HostingRecord(key.agent(), peer, now.toEpochMilli(), now.plus(Duration.ofHours(1)));
    return SignedHostingRecord.seal(record, key::sign).encode();
  }
}

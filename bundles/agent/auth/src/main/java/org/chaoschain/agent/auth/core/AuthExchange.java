// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Connect;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.Refused;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.agent.auth.core.ServerHandshake.Authenticated;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/** One stream of a node: a handshake, and the session after it. Lives in the stream's executor. */
final class AuthExchange implements DuplexHandler {
  private final Stream stream;
  private final AuthProtocol protocol;
  private final AuthNode node;
  private final FrameDecoder decoder;
  private final Cancellable deadline;
  private Optional<ServerHandshake> handshake = Optional.empty();
  private Optional<Bytes> session = Optional.empty();
  private boolean settled;
  private boolean retired;
  private boolean over;

  AuthExchange(Stream stream, AuthProtocol protocol) {
    this.stream = stream;
    this.protocol = protocol;
    this.node = protocol.node();
    this.decoder =
        new FrameDecoder(
            "the handshake of peer " + stream.connection().remotePeer(), protocol.maxMessage());
    this.deadline =
        node.scheduler()
            .schedule(
                protocol.auth().settings().challengeLife(),
                () -> stream.executor().execute(this::late));
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, this::take);
    } catch (LimitExceededException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      stream.reset(CloseReason.protocolError(e.getMessage()));
    }
  }

  @Override
  public void onReadEnd() {
    if (decoder.incomplete() && !over) {
      stream.reset(CloseReason.protocolError(stream + " ended inside a message"));
    } else {
      finish();
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    end();
    decoder.release();
    protocol.gone(stream);
  }

  /** The protocol goes: what has begun is answered, and nothing more begins. */
  void retire() {
    retired = true;
    if (session.isPresent()) {
      refuse(updated());
    }
  }

  private void take(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    if (over) {
      return;
    }
    try {
      AuthMessage message = AuthCodec.decode(Bytes.wrap(bytes));
      if (message instanceof Connect connect) {
        connect(connect);
      } else if (message instanceof SignedResponse response) {
        respond(response);
      } else {
        throw new AuthException(Reason.OUT_OF_TURN, "this message is one that only a node sends");
      }
    } catch (AuthException e) {
      refuse(e);
    }
  }

  private void connect(Connect connect) throws AuthException {
    if (handshake.isEmpty()) {
      handshake =
          Optional.of(
              new ServerHandshake(
                  binding(),
                  node.chainId(),
                  node.key(),
                  node.signer(),
                  protocol.auth().settings()));
    }
    write(
        handshake.get().connect(connect, node.random(AuthMessage.NONCE_BYTES), node.clock().now()));
  }

  private void respond(SignedResponse response) throws AuthException {
    if (handshake.isEmpty()) {
      throw new AuthException(Reason.OUT_OF_TURN, "the first message is connect");
    }
    Authenticated who = handshake.get().respond(response, node.clock().now());
    if (retired) {
      throw updated();
    }
    Session opened =
        protocol
            .auth()
            .sessions()
            .open(
                node.random(AuthMessage.SESSION_BYTES),
                who,
                "peer %s at %s"
                    .formatted(
                        stream.connection().remotePeer(), stream.connection().remoteAddress()),
                protocol.auth().networks().of(stream.connection().remoteAddress()),
                node.clock().now(),
                this::sessionEnded);
    session = Optional.of(opened.id());
    settle();
    node.metrics().counter("agent.auth.accepted").increment();
    write(new ConnectionAccepted(opened.id(), opened.expiresAt()));
  }

  private Binding binding() throws AuthException {
    Optional<Bytes> hash = stream.connection().channelBinding();
    if (hash.isEmpty() || hash.get().size() != Binding.NoiseHash.SIZE) {
      throw new AuthException(
          Reason.CONNECTION,
          "the secure channel %s of this connection has no handshake hash to be bound to; connect over /noise"
              .formatted(stream.connection().security()));
    }
    return new Binding.NoiseHash(hash.get());
  }

  /** From any thread. */
  private void sessionEnded(Sessions.End end) {
    try {
      stream.executor().execute(() -> refuse(new AuthException(Reason.SESSION, text(end))));
    } catch (RejectedExecutionException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    }
  }

  private static String text(Sessions.End end) {
    return end == Sessions.End.EXPIRED
        ? "the session's time is over; connect again"
        : "the session has been revoked";
  }

  private static AuthException updated() {
    return new AuthException(
        Reason.SESSION, "the node replaces its authentication of agents; connect again");
  }

  private void late() {
    if (settled) {
      return;
    }
    node.metrics().counter("agent.auth.timeouts").increment();
    stream.reset(
        CloseReason.timeout(
            "%s: the handshake has taken more than %s; the key agent.auth.challenge.ttl changes it"
                .formatted(stream, protocol.auth().settings().challengeLife())));
  }

  private void refuse(AuthException e) {
    if (over) {
      return;
    }
    node.metrics()
        .counter("agent.auth.refused", "reason", e.reason().name().toLowerCase(Locale.ROOT))
        .increment();
    write(Refused.of(e));
    finish();
  }

  /** Both sides end once what was written has gone out. */
  private void finish() {
    end();
    stream.close();
  }

  private void end() {
    if (!over) {
      over = true;
      settle();
      session.ifPresent(protocol.auth().sessions()::close);
    }
  }

  private void settle() {
    if (!settled) {
      settled = true;
      deadline.cancel();
      protocol.settled(stream.connection().remotePeer());
    }
  }

  private void write(AuthMessage message) {
    stream.write(FrameDecoder.encode(AuthCodec.encode(message).toArray()));
  }
}

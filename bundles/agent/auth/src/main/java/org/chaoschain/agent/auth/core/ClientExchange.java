// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.Refused;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/** One stream of an agent's program. Lives in the stream's executor. */
final class ClientExchange implements DuplexHandler {
  private final Stream stream;
  private final ClientHandshake handshake;
  private final Bytes delegation;
  private final Bytes hostingRecord;
  private final FrameDecoder decoder;
  private final CompletableFuture<ClientSession> result = new CompletableFuture<>();
  private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
  private Optional<CloseReason> said = Optional.empty();
  private boolean answered;
  private Cancellable deadline = () -> false;

  ClientExchange(
      Stream stream,
      ClientHandshake handshake,
      Bytes delegation,
      Bytes hostingRecord,
      Limit maxMessage) {
    this.stream = stream;
    this.handshake = handshake;
    this.delegation = delegation;
    this.hostingRecord = hostingRecord;
    this.decoder =
        new FrameDecoder("the handshake with node " + stream.connection().remotePeer(), maxMessage);
  }

  CompletionStage<ClientSession> begin(Scheduler scheduler, Duration timeout) {
    deadline = scheduler.schedule(timeout, () -> stream.executor().execute(() -> late(timeout)));
    stream.handler(this);
    stream.reading(true);
    write(handshake.connect());
    return result;
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
    stream.close();
  }

  @Override
  public void onClosed(CloseReason reason) {
    deadline.cancel();
    decoder.release();
    CloseReason why = said.orElse(reason);
    result.completeExceptionally(why.toException());
    ended.complete(why);
  }

  private void take(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    if (said.isPresent()) {
      return;
    }
    try {
      AuthMessage message = AuthCodec.decode(Bytes.wrap(bytes));
      if (message instanceof Refused refused) {
        refused(refused);
      } else if (message instanceof Challenge challenge && !answered) {
        answered = true;
        write(handshake.respond(challenge, delegation, hostingRecord));
      } else if (message instanceof ConnectionAccepted accepted && answered && !result.isDone()) {
        deadline.cancel();
        result.complete(new ClientSession(accepted.session(), accepted.expiresAt(), stream, ended));
      } else {
        throw new AuthException(
            Reason.OUT_OF_TURN,
            "the node sends a message that is not due now; the order is connect, challenge, response, accepted");
      }
    } catch (AuthException e) {
      said = Optional.of(CloseReason.protocolError(e.getMessage()));
      result.completeExceptionally(e);
      stream.reset(said.get());
    }
  }

  private void refused(Refused refused) {
    String text =
        "the node %s refuses: %s"
            .formatted(stream.connection().remotePeer(), AuthText.printable(refused.text()));
    said = Optional.of(new CloseReason(CloseReason.Kind.REFUSED, text));
    result.completeExceptionally(
        new AuthException(Reason.of(refused.code()).orElse(Reason.MALFORMED), text));
    stream.close();
  }

  private void late(Duration timeout) {
    if (!result.isDone()) {
      stream.reset(CloseReason.timeout("%s: no session after %s".formatted(stream, timeout)));
    }
  }

  private void write(AuthMessage message) {
    stream.write(FrameDecoder.encode(AuthCodec.encode(message).toArray()));
  }
}

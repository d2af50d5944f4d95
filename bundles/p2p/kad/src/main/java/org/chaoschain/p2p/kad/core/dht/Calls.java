// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.kad.core.AddressRule;
import org.chaoschain.p2p.kad.core.KadCodec;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMalformedException;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;

/**
 * Asks peers: connects where needed, opens a stream, sends one request, reads one answer, all
 * before one deadline. Safe for use by many threads.
 */
final class Calls {
  /**
   * An answer.
   *
   * @param message what was answered; empty for a request that has no answer
   * @param observed where the peer was reached
   */
  record Reply(Optional<KadMessage> message, List<Multiaddr> observed) {}

  private final DhtConfig config;
  private final DhtEnvironment env;
  private final KadLimits limits;
  private final KadCodec codec;
  private final AddressRule rule;
  private final Offences offences;

  Calls(DhtConfig config, DhtEnvironment env, KadLimits limits, AddressRule rule) {
    this.config = config;
    this.env = env;
    this.limits = limits;
    this.codec = new KadCodec(limits);
    this.rule = rule;
    this.offences = new Offences(env.reputation());
  }

  /** Where a peer may be dialled: what it has signed, else what it or others said. */
  List<Multiaddr> addresses(PeerId peer, List<Multiaddr> hints) {
    List<Multiaddr> known = env.peerStore().addresses(peer);
    if (env.peerStore().certifiedRecord(peer).isPresent()) {
      return known;
    }
    Set<Multiaddr> joined = new LinkedHashSet<>(known);
    joined.addAll(rule.of(hints));
    return new ArrayList<>(joined).subList(0, Math.min(joined.size(), rule.most()));
  }

  /** Sends a request; fails with what went wrong, at the latest at the deadline. */
  CompletionStage<Reply> ask(KadPeer peer, KadMessage request) {
    Call call = new Call(peer.id(), request);
    List<Multiaddr> addresses = addresses(peer.id(), peer.addresses());
    env.metrics().counter("p2p.kad.requests", "type", request.type().name()).increment();
    env.host()
        .connect(new AddressInfo(peer.id(), addresses))
        .thenCompose(connection -> connection.newStream(List.of(config.protocol())))
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                call.fail(failure);
              } else {
                call.begin(stream);
              }
            });
    return call.result;
  }

  private final class Call implements DuplexHandler {
    final CompletableFuture<Reply> result = new CompletableFuture<>();
    private final PeerId peer;
    private final KadMessage request;
    private final Cancellable deadline;
    private final FrameDecoder decoder;
    private volatile Stream stream;

    Call(PeerId peer, KadMessage request) {
      this.peer = peer;
      this.request = request;
      this.decoder = new FrameDecoder(peer.toString(), limits.message());
      Duration timeout = config.searches().requestTimeout();
      this.deadline = env.scheduler().schedule(timeout, () -> timeOut(timeout));
    }

    private void timeOut(Duration timeout) {
      CloseReason reason =
          CloseReason.timeout(
              "%s to %s took longer than %d ms; the key %srequest.timeout changes it"
                  .formatted(request.type(), peer, timeout.toMillis(), DhtConfig.KEY_PREFIX));
      fail(new ChannelClosedException(reason));
      Stream open = stream;
      if (open != null) {
        open.reset(reason);
      }
    }

    void fail(Throwable failure) {
      deadline.cancel();
      result.completeExceptionally(failure);
    }

    /** Inside the stream's executor. */
    void begin(Stream opened) {
      if (result.isDone()) {
        opened.reset(CloseReason.timeout("nobody waits for the answer any more"));
        return;
      }
      stream = opened;
      opened.handler(this);
      opened.reading(true);
      opened.write(FrameDecoder.encode(KadCodec.encode(request)));
      opened.closeWrite();
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        decoder.decode(data, this::whole);
      } catch (LimitExceededException e) {
        beyondLimit(e.getMessage());
      } catch (FrameDecoder.MalformedFrameException e) {
        stream.reset(CloseReason.protocolError(e.getMessage()));
      }
    }

    private void whole(ByteBuf frame) {
      byte[] bytes = ByteBufUtil.getBytes(frame);
      frame.release();
      if (result.isDone()) {
        return;
      }
      try {
        done(Optional.of(codec.decode(peer.toString(), bytes, what -> offences.flood(peer, what))));
      } catch (KadMalformedException e) {
        stream.reset(CloseReason.protocolError(e.getMessage()));
      } catch (LimitExceededException e) {
        beyondLimit(e.getMessage());
      }
    }

    private void beyondLimit(String why) {
      offences.limit(peer, why);
      stream.reset(CloseReason.limit(why));
    }

    private void done(Optional<KadMessage> message) {
      deadline.cancel();
      List<Multiaddr> observed = List.of(stream.connection().remoteAddress().withoutPeer());
      stream.close();
      result.complete(new Reply(message, observed));
    }

    @Override
    public void onReadEnd() {
      if (!result.isDone() && request.type() == KadMessage.Type.ADD_PROVIDER) {
        done(Optional.empty());
      } else {
        stream.reset(
            decoder.incomplete()
                ? CloseReason.protocolError(peer + " ended the stream inside its answer")
                : new CloseReason(
                    CloseReason.Kind.REMOTE, peer + " ended the stream before its answer"));
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      decoder.release();
      fail(new ChannelClosedException(reason));
    }
  }
}

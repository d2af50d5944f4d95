// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.kad.core.KadCodec;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMalformedException;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadServer;
import org.chaoschain.p2p.kad.core.RecordRefusedException;
import org.chaoschain.p2p.kad.core.RequestAllowance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serving side: any number of requests on a stream, one after the other. The next one is read
 * when the answer to the one before has gone out, so that whoever does not read is not answered.
 */
final class Answering implements StreamProtocol {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final DhtConfig config;
  private final DhtEnvironment env;
  private final KadLimits limits;
  private final KadCodec codec;
  private final KadServer server;
  private final SerialExecutor executor;
  private final RequestAllowance allowance;
  private final Offences offences;
  private final Map<Stream, Session> sessions = new ConcurrentHashMap<>();

  Answering(
      DhtConfig config,
      DhtEnvironment env,
      KadLimits limits,
      KadServer server,
      SerialExecutor executor) {
    this.config = config;
    this.env = env;
    this.limits = limits;
    this.codec = new KadCodec(limits);
    this.server = server;
    this.executor = executor;
    this.allowance = new RequestAllowance(limits.requestsPerPeer());
    this.offences = new Offences(env.reputation());
  }

  @Override
  public List<String> protocols() {
    return List.of(config.protocol());
  }

  @Override
  public void onStream(Stream stream) {
    Session session = new Session(stream);
    stream.handler(session);
    stream.reading(true);
  }

  @Override
  public void onRetired(Stream stream) {
    Session session = sessions.get(stream);
    if (session != null) {
      session.retire();
    }
  }

  /** One stream; inside its executor. */
  private final class Session implements DuplexHandler {
    private final Stream stream;
    private final PeerId peer;
    private final FrameDecoder decoder;
    private final Queue<byte[]> frames = new ArrayDeque<>();
    private Cancellable idle = () -> false;
    private boolean answering;
    private boolean readEnded;
    private boolean retired;

    Session(Stream stream) {
      this.stream = stream;
      this.peer = stream.connection().remotePeer();
      this.decoder = new FrameDecoder(peer.toString(), limits.message());
      sessions.put(stream, this);
      waitForRequest();
    }

    private void waitForRequest() {
      idle.cancel();
      idle =
          env.scheduler()
              .schedule(
                  config.searches().idleTimeout(),
                  () ->
                      stream.reset(
                          CloseReason.timeout(
                              "%s asked nothing for %d ms; the key %sidle.timeout changes it"
                                  .formatted(
                                      stream,
                                      config.searches().idleTimeout().toMillis(),
                                      DhtConfig.KEY_PREFIX))));
    }

    void retire() {
      retired = true;
      endIfDone();
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        decoder.decode(
            data,
            frame -> {
              frames.add(ByteBufUtil.getBytes(frame));
              frame.release();
            });
        next();
      } catch (LimitExceededException e) {
        beyondLimit(e.getMessage());
      } catch (FrameDecoder.MalformedFrameException e) {
        refused("MALFORMED", CloseReason.protocolError(e.getMessage()));
      }
    }

    private void next() {
      if (answering || !stream.writable()) {
        stream.reading(false);
        return;
      }
      byte[] frame = frames.poll();
      if (frame == null) {
        stream.reading(true);
        endIfDone();
        return;
      }
      answering = true;
      stream.reading(false);
      waitForRequest();
      executor.execute(() -> answer(frame));
    }

    /** Inside the DHT's executor. */
    private void answer(byte[] frame) {
      try {
        if (!allowance.take(peer, env.clock().nanoTime())) {
          beyondLimit(
              "%s asks more than %d times a minute; the key %s changes it"
                  .formatted(
                      peer, limits.requestsPerPeer().value(), limits.requestsPerPeer().key()));
          return;
        }
        KadMessage request =
            codec.decode(peer.toString(), frame, what -> offences.flood(peer, what));
        env.metrics().counter("p2p.kad.served", "type", request.type().name()).increment();
        Optional<byte[]> response =
            server.answer(peer, request, env.clock().now()).map(KadCodec::encode);
        stream.executor().execute(() -> answered(response));
      } catch (KadMalformedException e) {
        refused("MALFORMED", CloseReason.protocolError(e.getMessage()));
      } catch (LimitExceededException e) {
        beyondLimit(e.getMessage());
      } catch (RecordRefusedException e) {
        refused(e.reason().name(), offences.request(peer, e));
      }
    }

    private void answered(Optional<byte[]> response) {
      answering = false;
      response.ifPresent(bytes -> stream.write(FrameDecoder.encode(bytes)));
      next();
    }

    private void beyondLimit(String why) {
      offences.limit(peer, why);
      refused("LIMIT", CloseReason.limit(why));
    }

    private void refused(String reason, CloseReason close) {
      env.metrics().counter("p2p.kad.refused", "reason", reason).increment();
      LOG.debug("{} is refused: {}", stream, close.message());
      stream.reset(close);
    }

    private void endIfDone() {
      if (answering || !frames.isEmpty()) {
        return;
      }
      if (readEnded || (retired && !decoder.incomplete())) {
        stream.close();
      }
    }

    @Override
    public void onWritable() {
      next();
    }

    @Override
    public void onReadEnd() {
      readEnded = true;
      if (decoder.incomplete()) {
        refused("MALFORMED", CloseReason.protocolError(stream + " ended inside a request"));
      } else {
        endIfDone();
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      idle.cancel();
      decoder.release();
      frames.clear();
      sessions.remove(stream);
    }
  }
}

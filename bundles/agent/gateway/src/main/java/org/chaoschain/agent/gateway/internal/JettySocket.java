// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.MessageTooLargeException;

/**
 * A WebSocket of Jetty as a {@link Channel}. The next frame is read only when the one before has
 * been dealt with, so a client that is faster than the node is held up by its connection.
 *
 * <p>Public, for Jetty calls its methods by handles that see public classes alone.
 */
public final class JettySocket implements Session.Listener, Channel.Sink {
  /** RFC 6455 allows 123 bytes. */
  private static final int MAX_REASON = 123;

  /** Pings in a row without a sign of life, after which the other side counts as gone. */
  private static final int MOST_UNANSWERED = 3;

  private final Function<JettySocket, Peer> peers;
  private final Limit maxFrame;
  private final Counter silent;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean held;
  private volatile Session session;
  private volatile Peer peer;

  /** Who deals with what comes. */
  interface Peer {
    /** A text has come; {@code done} asks for the next. */
    void text(String text, Runnable done);

    /** It has ended. */
    void closed();
  }

  /**
   * Not open yet.
   *
   * @param peers makes the other side when it is open
   * @param maxFrame most bytes of a text that comes
   * @param silent counts clients that have gone without a word
   */
  JettySocket(Function<JettySocket, Peer> peers, Limit maxFrame, Counter silent) {
    this.silent = silent;
    this.peers = peers;
    this.maxFrame = maxFrame;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    opened.setMaxTextMessageSize(maxFrame.value());
    opened.setMaxBinaryMessageSize(1);
    peer = peers.apply(this);
    opened.demand();
  }

  @Override
  public void onWebSocketText(String text) {
    unanswered.set(0);
    held = true;
    peer.text(
        text,
        () -> {
          held = false;
          session.demand();
        });
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(1003, "texts of JSON are spoken here");
  }

  @Override
  public void onWebSocketPing(ByteBuffer payload) {
    unanswered.set(0);
    session.sendPong(payload, Callback.NOOP);
    session.demand();
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    unanswered.set(0);
    session.demand();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    // the end is told by itself, for a text that is too large with the status 1009
    if (cause instanceof MessageTooLargeException) {
      maxFrame.refused().increment();
    }
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason) {
    if (peer != null) {
      peer.closed();
    }
  }

  /**
   * Asks the client whether it is there; cuts the connection if it has not said so for several
   * times. That a ping can be written says nothing of the other side. What cannot be heard since
   * nothing is read does not count.
   */
  void ping() {
    if (!held && unanswered.incrementAndGet() > MOST_UNANSWERED) {
      silent.increment();
      session.disconnect();
      return;
    }
    session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
  }

  @Override
  public void send(String text, Runnable sent, Runnable failed) {
    session.sendText(text, Callback.from(sent, failure -> failed.run()));
  }

  @Override
  public void close(int code, String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    String cut =
        bytes.length <= MAX_REASON
            ? reason
            : new String(Arrays.copyOf(bytes, MAX_REASON - 3), StandardCharsets.UTF_8) + "...";
    session.close(code, cut, Callback.from(() -> {}, failure -> session.disconnect()));
  }

  /** Cuts the connection. */
  void cut() {
    session.disconnect();
  }
}

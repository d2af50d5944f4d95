// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket of one agent, as Jetty has it. */
public final class AgentSocket implements Session.Listener, Channel {
  private static final Logger LOG = LoggerFactory.getLogger(AgentSocket.class);

  /** What fits into a close frame besides the code. */
  private static final int MAX_REASON_BYTES = 123;

  private final Function<Channel, GatewayConnection> opening;
  private final RemoteServlet.Settings settings;
  private final Set<GatewayConnection> connections;
  private Session session;
  private GatewayConnection connection;

  AgentSocket(
      Function<Channel, GatewayConnection> opening,
      RemoteServlet.Settings settings,
      Set<GatewayConnection> connections) {
    this.opening = opening;
    this.settings = settings;
    this.connections = connections;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    opened.setMaxTextMessageSize(settings.maxFrameBytes());
    opened.setMaxBinaryMessageSize(1);
    opened.setIdleTimeout(settings.idle());
    connection = opening.apply(this);
    connections.add(connection);
    connection.open();
  }

  @Override
  public void onWebSocketText(String text) {
    connection.text(text);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(Closing.PROTOCOL, "frames are text");
  }

  @Override
  public void onWebSocketPing(ByteBuffer payload) {
    session.sendPong(payload, Callback.NOOP);
    connection.alive(false);
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    connection.alive(true);
  }

  @Override
  public void onWebSocketClose(int code, String reason) {
    gone();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("the connection of an agent failed: {}", cause.toString());
    gone();
  }

  private void gone() {
    if (connection != null && connections.remove(connection)) {
      connection.gone();
    }
  }

  @Override
  public void send(String text, Runnable done) {
    session.sendText(text, Callback.from(done, failure -> done.run()));
  }

  @Override
  public void demand() {
    session.demand();
  }

  @Override
  public void ping() {
    session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
  }

  @Override
  public void close(Closing why, String reason) {
    session.close(why.code(), cut(reason), Callback.NOOP);
  }

  @Override
  public void cut() {
    session.disconnect();
  }

  /** Cut at a character's boundary. */
  private static String cut(String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= MAX_REASON_BYTES) {
      return reason;
    }
    int end = MAX_REASON_BYTES;
    while ((utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(utf8, end), StandardCharsets.UTF_8);
  }
}

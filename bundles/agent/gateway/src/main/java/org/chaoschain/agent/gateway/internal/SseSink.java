// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A feed of server-sent events as a {@link Channel}: written as the connection allows it. */
final class SseSink implements Channel.Sink, WriteListener, AsyncListener {
  private static final String HEARTBEAT = ":";

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final Runnable ended;

  // guarded by this
  private byte[] pending;
  private boolean written;
  private boolean over;
  private Runnable sent = () -> {};
  private Runnable failed = () -> {};

  /**
   * Begins the answer.
   *
   * @param ended is run once the connection has ended
   */
  SseSink(HttpServletRequest request, HttpServletResponse response, Runnable ended)
      throws IOException {
    this.ended = ended;
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    this.async = request.startAsync(request, response);
    async.setTimeout(0);
    async.addListener(this);
    this.out = response.getOutputStream();
  }

  /** From now on it sends. */
  void open() {
    out.setWriteListener(this);
  }

  /** A line that says nothing, so that both sides see that the other is there. */
  static String heartbeat() {
    return HEARTBEAT;
  }

  @Override
  public void send(String text, Runnable whenSent, Runnable whenFailed) {
    String lines = text.equals(HEARTBEAT) ? ":\n\n" : "data: " + text + "\n\n";
    synchronized (this) {
      pending = lines.getBytes(StandardCharsets.UTF_8);
      written = false;
      sent = whenSent;
      failed = whenFailed;
    }
    advance();
  }

  @Override
  public void onWritePossible() {
    advance();
  }

  private void advance() {
    Runnable done = null;
    synchronized (this) {
      try {
        if (over) {
          done = failed;
          failed = () -> {};
        } else {
          while (pending != null && out.isReady()) {
            if (!written) {
              out.write(pending);
              written = true;
            } else {
              out.flush();
              pending = null;
              done = sent;
            }
          }
        }
      } catch (IOException | IllegalStateException e) {
        over = true;
        done = failed;
      }
    }
    if (done != null) {
      done.run();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  @Override
  public void close(int code, String reason) {
    end();
  }

  private void end() {
    synchronized (this) {
      over = true;
    }
    try {
      async.complete();
    } catch (IllegalStateException e) {
      ended.run(); // it is complete already
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    synchronized (this) {
      over = true;
    }
    ended.run();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // it is not begun anew
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.chaoschain.agent.gateway.core.Answer;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request whose body is read and whose answer is written as the connection allows it: no thread
 * waits for the client. Ends within a time in any case.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final int CHUNK = 4_096;

  private final AsyncContext async;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Limit maxBody;
  private final AtomicBoolean answered = new AtomicBoolean();

  /** Begins; the servlet's thread goes back at once. */
  Exchange(
      HttpServletRequest request, HttpServletResponse response, Limit maxBody, Duration timeout) {
    this.request = request;
    this.response = response;
    this.maxBody = maxBody;
    this.async = request.startAsync(request, response);
    async.setTimeout(timeout.toMillis());
    async.addListener(new Ending());
  }

  /** Reads the body, then hands it on, on a thread of the server: no place to wait. */
  void read(Consumer<Bytes> whole) throws IOException {
    if (!maxBody.allows(request.getContentLengthLong())) {
      refuseBody(request.getContentLengthLong());
      return;
    }
    ServletInputStream in = request.getInputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            while (in.isReady() && !in.isFinished()) {
              int read = in.read(chunk);
              if (read > 0) {
                body.write(chunk, 0, read);
              }
              if (!maxBody.allows(body.size())) {
                refuseBody(body.size());
                return;
              }
            }
          }

          @Override
          public void onAllDataRead() {
            if (!answered.get()) {
              whole.accept(Bytes.wrap(body.toByteArray()));
            }
          }

          @Override
          public void onError(Throwable failure) {
            end();
          }
        });
  }

  private void refuseBody(long bytes) {
    // what is left of the body is not read, so that the connection cannot be used again
    response.setHeader("Connection", "close");
    answer(Answer.of(Refusal.of(413, "body_too_large", maxBody.refuse("request body", bytes))));
  }

  /** Answers; only the first answer counts. */
  void answer(Answer answer) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    byte[] body = Json.text(answer.body()).getBytes(StandardCharsets.UTF_8);
    try {
      response.setStatus(answer.status());
      response.setContentType("application/json");
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(body.length);
      if (answer.status() == 401) {
        response.setHeader("WWW-Authenticate", "Bearer");
      }
      answer
          .retryMs()
          .ifPresent(ms -> response.setHeader("Retry-After", Long.toString((ms + 999) / 1000)));
      write(response.getOutputStream(), body);
    } catch (IOException | IllegalStateException e) {
      LOG.debug("the client has gone before its answer: {}", e.getMessage());
      end();
    }
  }

  private void write(ServletOutputStream out, byte[] body) {
    out.setWriteListener(
        new WriteListener() {
          private boolean written;

          @Override
          public void onWritePossible() throws IOException {
            while (out.isReady()) {
              if (written) {
                end();
                return;
              }
              out.write(body);
              written = true;
            }
          }

          @Override
          public void onError(Throwable failure) {
            end();
          }
        });
  }

  private void end() {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.trace("it has ended already: {}", e.getMessage());
    }
  }

  /** Ends what has not ended in time. */
  private final class Ending implements AsyncListener {
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      if (answered.compareAndSet(false, true)) {
        Refusal late =
            Refusal.of(
                504,
                "timeout",
                "it was not done in time; the key agent.gateway.request.timeout changes that");
        byte[] body = Json.text(late.body()).getBytes(StandardCharsets.UTF_8);
        response.setStatus(late.status());
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.setHeader("Connection", "close");
        response.getOutputStream().write(body);
      }
      end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      answered.set(true);
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
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.chaoschain.agent.gateway.core.Answer;
import org.chaoschain.agent.gateway.core.Call;
import org.chaoschain.agent.gateway.core.Query;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.agent.gateway.core.Route;
import org.chaoschain.api.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of {@code /api}: finds the route, and has the work done on the node's workers. */
final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

  private final transient Api api;
  private final transient Streams streams;
  private final transient Executor workers;
  private final transient ApiSettings settings;
  private transient Consumer<Boolean> ready = there -> {};

  /** What answers requests. */
  interface Api {
    /**
     * Does what is asked; called on a worker thread.
     *
     * @throws Refusal if it is not done
     */
    CompletionStage<Answer> answer(Call call) throws Refusal;
  }

  /** What stays open: the socket and the feed. */
  interface Streams {
    /** Takes the request over, on a thread of the server. */
    void open(Call call, HttpServletRequest request, HttpServletResponse response)
        throws IOException, Refusal;
  }

  ApiServlet(Api api, Streams streams, Executor workers, ApiSettings settings) {
    this.api = api;
    this.streams = streams;
    this.workers = workers;
    this.settings = settings;
  }

  /** Who is told when the whiteboard has taken it, and when it lets it go. */
  void onReady(Consumer<Boolean> listener) {
    ready = listener;
  }

  @Override
  public void init() {
    ready.accept(true);
  }

  @Override
  public void destroy() {
    ready.accept(false);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      String path =
          request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse("");
      Route.Match match;
      try {
        match = Route.find(request.getMethod(), path);
      } catch (Refusal e) {
        if (e.status() == 405) {
          response.setHeader("Allow", String.join(", ", Route.methods(path)));
        }
        throw e;
      }
      String query = Optional.ofNullable(request.getQueryString()).orElse("");
      Call call =
          new Call(
              match.route(),
              match.parameter(),
              query,
              Query.token(request.getHeader("Authorization"), query),
              Bytes.EMPTY,
              loopback(request.getRemoteAddr()));
      if (match.route() == Route.SOCKET || match.route() == Route.EVENTS) {
        streams.open(call, request, response);
      } else {
        exchange(call, request, response);
      }
    } catch (Refusal e) {
      new Exchange(request, response, settings.maxBody(), settings.requestTimeout())
          .answer(Answer.of(e));
    }
  }

  private void exchange(Call call, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange exchange =
        new Exchange(request, response, settings.maxBody(), settings.requestTimeout());
    exchange.read(body -> work(call, body, exchange));
  }

  private void work(Call call, Bytes body, Exchange exchange) {
    Call whole =
        new Call(call.route(), call.parameter(), call.query(), call.token(), body, call.here());
    try {
      workers.execute(() -> answer(whole, exchange));
    } catch (RejectedExecutionException e) {
      exchange.answer(
          Answer.of(
              Refusal.of(503, "busy", "the node has too much to do at the moment; try again")));
    }
  }

  private void answer(Call call, Exchange exchange) {
    try {
      api.answer(call)
          .whenComplete(
              (answer, failure) -> exchange.answer(failure == null ? answer : of(call, failure)));
    } catch (Refusal | RuntimeException e) {
      exchange.answer(of(call, e));
    }
  }

  private static Answer of(Call call, Throwable failure) {
    Throwable cause =
        failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Refusal refusal) {
      return Answer.of(refusal);
    }
    LOG.error("{} failed", call, cause);
    return Answer.of(Refusal.of(500, "failed", "it failed at the node; its log says why"));
  }

  /** The address is one of numbers, which asks no resolver. */
  private static boolean loopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

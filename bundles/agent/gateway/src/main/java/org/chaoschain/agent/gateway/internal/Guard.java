// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.agent.gateway.core.Doorkeeper;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.api.metrics.Counter;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * Looks at every request before any servlet does, those of plugins and of other contexts included:
 * the whiteboard calls it first. Connections are accepted only while it is there.
 */
final class Guard implements Preprocessor {
  private static final String ORIGIN = "Origin";

  private final Doorkeeper doorkeeper;
  private final Counter refused;
  private volatile Consumer<Boolean> ready = there -> {};

  Guard(Doorkeeper doorkeeper, Counter refused) {
    this.doorkeeper = doorkeeper;
    this.refused = refused;
  }

  /** Who is told when the whiteboard has taken it, and when it lets it go. */
  void onReady(Consumer<Boolean> listener) {
    ready = listener;
  }

  @Override
  public void init(FilterConfig config) {
    ready.accept(true);
  }

  @Override
  public void destroy() {
    ready.accept(false);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setHeader("X-Content-Type-Options", "nosniff");
    Optional<String> origin;
    try {
      origin = doorkeeper.admit(one(asked, "Host"), one(asked, ORIGIN), asked.getScheme());
    } catch (Refusal e) {
      refused.increment();
      refuse(answer, e);
      return;
    }
    answer.addHeader("Vary", ORIGIN);
    if (origin.isPresent()) {
      answer.setHeader("Access-Control-Allow-Origin", origin.get());
      if (asked.getMethod().equals("OPTIONS")) {
        answer.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
        answer.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
        answer.setHeader("Access-Control-Max-Age", "600");
        answer.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  /** The value of a header that may be there once. */
  private static String one(HttpServletRequest request, String name) throws Refusal {
    List<String> values = Collections.list(request.getHeaders(name));
    if (values.size() > 1) {
      throw Refusal.of(400, "invalid_request", "the header " + name + " is there twice");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private static void refuse(HttpServletResponse answer, Refusal refusal) throws IOException {
    byte[] body = Json.text(refusal.body()).getBytes(StandardCharsets.UTF_8);
    answer.setStatus(refusal.status());
    answer.setContentType("application/json");
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.agent.llm.core.HourBudget.Spent;
import org.chaoschain.agent.llm.core.PlainText;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.plugin.HealthCheck;

/** How an agent is: its health, and the status section {@code llm.} with its name. */
final class LlmStatus implements HealthCheck, StatusSection {
  private static final int MAX_MODEL = 128;

  private final LlmAgent agent;

  LlmStatus(LlmAgent agent) {
    this.agent = agent;
  }

  @Override
  public String name() {
    return "llm." + agent.name();
  }

  @Override
  public Health check() {
    Inquiries inquiries = agent.inquiries();
    return inquiries
        .account()
        .wellbeing()
        .health(inquiries.allowance(), inquiries.clock().nanoTime());
  }

  @Override
  public Map<String, ?> status() {
    Inquiries inquiries = agent.inquiries();
    LlmSettings settings = agent.settings();
    long now = inquiries.clock().nanoTime();
    Health health = check();
    Spent spent = inquiries.allowance().spent(now);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("health", word(health.status()));
    if (!health.reason().isEmpty()) {
      status.put("reason", health.reason());
    }
    status.put("model", PlainText.line(settings.requests().model(), MAX_MODEL));
    status.put("endpoint", settings.address().toString());
    status.put("circuit", inquiries.allowance().state(now).name().toLowerCase(Locale.ROOT));
    status.put("requests_hour", "%d of %d".formatted(spent.requests(), settings.hour().requests()));
    status.put("tokens_hour", "%d of %d".formatted(spent.tokens(), settings.hour().tokens()));
    if (settings.hour().cost() > 0) {
      status.put(
          "cost_hour", "%s of %s".formatted(amount(spent.cost()), amount(settings.hour().cost())));
    }
    status.put("answered", inquiries.account().answers());
    status.put("silent", inquiries.account().silences());
    return status;
  }

  private static String word(Health.Status status) {
    return switch (status) {
      case OK -> "ok";
      case WARN -> "warning";
      case CRITICAL -> "critical";
    };
  }

  private static String amount(long millionths) {
    return "%d.%06d".formatted(millionths / 1_000_000, millionths % 1_000_000);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.chaoschain.agent.llm.core.Allowance.Hour;
import org.chaoschain.agent.llm.core.Allowance.Ticket;
import org.chaoschain.agent.llm.core.HourBudget.Spent;
import org.chaoschain.api.plugin.Health.Status;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final Usage TEN = new Usage(8, 2);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Circuit circuit =
      new Circuit(2, new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(60)));

  private Allowance allowance(Hour hour) {
    return new Allowance("olga", hour, new Prices(1_000_000, 2_000_000), circuit, metrics);
  }

  private static void refused(Allowance allowance, Purpose purpose, Cause cause, String message) {
    assertThatThrownBy(() -> allowance.enter(purpose, TEN, 0))
        .isInstanceOfSatisfying(SilenceException.class, e -> assertThat(e.why()).isEqualTo(cause))
        .hasMessageContaining(message);
  }

  @Test
  void repliesCannotUseUpWhatOpinionsNeed() throws SilenceException {
    Allowance allowance = allowance(new Hour(10, 1_000, 0, 30));
    for (int i = 0; i < 3; i++) {
      allowance.succeeded(allowance.enter(Purpose.REPLY, TEN, 0), TEN);
    }
    refused(allowance, Purpose.REPLY, Cause.BUDGET, "agent.llm.replies.share");
    for (int i = 0; i < 7; i++) {
      allowance.succeeded(allowance.enter(Purpose.OPINION, TEN, 0), TEN);
    }
    refused(allowance, Purpose.OPINION, Cause.BUDGET, "agent.llm.max.requests.per.hour");
    assertThat(metrics.refusals("agent.llm.replies.share")).isEqualTo(1);
    assertThat(metrics.refusals("agent.llm.max.requests.per.hour")).isEqualTo(1);
  }

  @Test
  void noShareIsNoReply() {
    refused(
        allowance(new Hour(10, 1_000, 0, 0)),
        Purpose.REPLY,
        Cause.BUDGET,
        "agent.llm.replies.share");
    refused(
        allowance(new Hour(10, 1_000, 1, 30)),
        Purpose.REPLY,
        Cause.BUDGET,
        "agent.llm.max.cost.per.hour");
  }

  @Test
  void costCountsByPricesAndIsSettled() throws SilenceException {
    Allowance allowance = allowance(new Hour(10, 1_000, 20, 50));
    Ticket ticket = allowance.enter(Purpose.OPINION, TEN, 0);
    assertThat(allowance.spent(0)).isEqualTo(new Spent(1, 10, 12));
    refused(allowance, Purpose.OPINION, Cause.BUDGET, "agent.llm.max.cost.per.hour");
    allowance.succeeded(ticket, new Usage(1, 1));
    assertThat(allowance.spent(0)).isEqualTo(new Spent(1, 2, 3));
    allowance.succeeded(allowance.enter(Purpose.OPINION, TEN, 0), TEN);
  }

  @Test
  void aTicketEndsOnce() throws SilenceException {
    Allowance allowance = allowance(new Hour(10, 1_000, 0, 50));
    Ticket ticket = allowance.enter(Purpose.OPINION, TEN, 0);
    assertThat(allowance.failed(ticket, Usage.NONE, Duration.ZERO, 0, 0)).isFalse();
    assertThat(allowance.failed(ticket, TEN, Duration.ZERO, 0, 0)).isFalse();
    allowance.succeeded(ticket, TEN);
    allowance.abandoned(ticket);
    assertThat(allowance.spent(0)).isEqualTo(new Spent(1, 0, 0));
    assertThat(allowance.state(0)).isEqualTo(Circuit.State.CLOSED);
  }

  @Test
  void aFailingEndpointIsLeftAloneAndAGivenUpRequestKeepsWhatItTook() throws SilenceException {
    Allowance allowance = allowance(new Hour(10, 1_000, 0, 50));
    allowance.abandoned(allowance.enter(Purpose.OPINION, TEN, 0));
    allowance.failed(allowance.enter(Purpose.OPINION, TEN, 0), Usage.NONE, Duration.ZERO, 0, 0.9);
    Ticket second = allowance.enter(Purpose.OPINION, TEN, 0);
    assertThat(allowance.failed(second, Usage.NONE, Duration.ZERO, 0, 0.9)).isTrue();
    refused(allowance, Purpose.OPINION, Cause.PAUSED, "is left alone for 9 s");
    assertThat(allowance.spent(0)).isEqualTo(new Spent(3, 10, 0 + 12));
  }

  @Test
  void healthSaysWhatIsWrongAndWhatToDo() throws SilenceException {
    Allowance allowance = allowance(new Hour(10, 1_000, 0, 50));
    Wellbeing wellbeing = new Wellbeing();
    assertThat(wellbeing.health(allowance, 0).status()).isEqualTo(Status.OK);

    wellbeing.silent(Cause.BUSY);
    wellbeing.silent(Cause.NOTHING);
    assertThat(wellbeing.health(allowance, 0).status()).as("own doing").isEqualTo(Status.OK);

    wellbeing.silent(Cause.BUDGET);
    assertThat(wellbeing.health(allowance, 0).reason()).contains("agent.llm.max.requests.per.hour");
    wellbeing.answered();
    assertThat(wellbeing.health(allowance, 0).status()).isEqualTo(Status.OK);

    for (int i = 0; i < Wellbeing.UNUSABLE; i++) {
      wellbeing.silent(Cause.FORM);
    }
    assertThat(wellbeing.health(allowance, 0).reason()).contains("agent.llm.response.format");
    wellbeing.answered();

    Ticket ticket = allowance.enter(Purpose.OPINION, TEN, 0);
    assertThat(allowance.refusedKey(ticket, 0)).isTrue();
    assertThat(wellbeing.health(allowance, 0).status()).isEqualTo(Status.CRITICAL);
    assertThat(wellbeing.health(allowance, 0).reason()).contains("agent.llm.key.file");
  }
}

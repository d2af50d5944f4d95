// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.HashSet;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.DurableSettings;
import org.chaoschain.message.delivery.FlowSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.JudgingSettings;
import org.chaoschain.message.delivery.Safeguards;
import org.chaoschain.message.delivery.core.DigestKey;
import org.chaoschain.message.delivery.core.Freshness;
import org.chaoschain.message.delivery.core.ReplayWindow;
import org.chaoschain.message.delivery.core.StandingStep;
import org.chaoschain.message.delivery.durable.core.RetryTimes;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.FlowShares;

/** What the configuration of delivery says, as its parts take it. */
final class ConfiguredSettings {
  private ConfiguredSettings() {}

  static InboxSettings inbox(DeliveryConfiguration c) {
    return new InboxSettings(
        Math.toIntExact(ByteSize.parse(c.max_wire_bytes()).bytes()),
        new Freshness(
            TimeSpan.parse(c.clock_skew()),
            TimeSpan.parse(c.default_lifetime()),
            TimeSpan.parse(c.max_lifetime())),
        c.seen_max(),
        TimeSpan.parse(c.seen_ttl()),
        c.lanes(),
        c.verify_max_messages(),
        ByteSize.parse(c.verify_max_bytes()).bytes(),
        c.queue_max_messages(),
        ByteSize.parse(c.queue_max_bytes()).bytes(),
        c.parked_max_messages(),
        ByteSize.parse(c.parked_max_bytes()).bytes(),
        TimeSpan.parse(c.parked_ttl()),
        c.record_max(),
        c.record_text_max(),
        TimeSpan.parse(c.topic_linger()));
  }

  static DurableSettings durable(DeliveryConfiguration c) {
    return new DurableSettings(
        TimeSpan.parse(c.durable_interval()),
        new RetryTimes(TimeSpan.parse(c.retry_first()), TimeSpan.parse(c.retry_longest())),
        c.outbox_max_messages(),
        ByteSize.parse(c.outbox_max_bytes()).bytes(),
        TimeSpan.parse(c.outbox_ask_for()),
        c.inbox_max_messages(),
        ByteSize.parse(c.inbox_max_bytes()).bytes(),
        c.inbox_max_known(),
        c.inbox_max_cancelled(),
        TimeSpan.parse(c.inbox_keep()));
  }

  static FlowSettings flow(DeliveryConfiguration c) {
    return new FlowSettings(
        ByteSize.parse(c.flow_max_bytes()).bytes(),
        ByteSize.parse(c.flow_peer_max_bytes()).bytes(),
        c.flow_max_peers(),
        new FlowShares(c.flow_reserve(), c.flow_low()),
        Allowance.parse(c.flow_critical()),
        c.flow_max_budgets(),
        ByteSize.parse(c.flow_verify_rate()).bytes());
  }

  static JudgingSettings judging(DeliveryConfiguration c) {
    return new JudgingSettings(
        c.judge_max_messages(),
        ByteSize.parse(c.judge_max_bytes()).bytes(),
        ByteSize.parse(c.judge_max_total_bytes()).bytes());
  }

  static Safeguards safeguards(
      DeliveryConfiguration c, EntropySource entropy, ReplayWindow replay) {
    return new Safeguards(
        new DigestKey(Bytes.wrap(entropy.bytes(DigestKey.BYTES))),
        RateKeys.read(c),
        RateKeys.lossRecords(c),
        blocked(c),
        replay);
  }

  static Set<AgentId> blocked(DeliveryConfiguration c) {
    Set<AgentId> blocked = new HashSet<>();
    for (String agent : c.blocked_agents()) {
      try {
        blocked.add(AgentId.parse(agent.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(StandingStep.KEY + ": " + e.getMessage(), e);
      }
    }
    return blocked;
  }

  static DirectSettings direct(DeliveryConfiguration c) {
    return new DirectSettings(
        TimeSpan.parse(c.direct_timeout()),
        TimeSpan.parse(c.direct_find_timeout()),
        TimeSpan.parse(c.direct_idle()),
        TimeSpan.parse(c.direct_ack_patience()),
        c.direct_max_pending(),
        c.direct_max_queued(),
        ByteSize.parse(c.direct_max_queued_bytes()).bytes(),
        c.direct_max_peers());
  }
}

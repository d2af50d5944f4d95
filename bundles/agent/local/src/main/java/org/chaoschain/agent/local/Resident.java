// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentDirectory.HostedAgent;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;

/**
 * One hosted agent: its key, its mailbox, and the services that were registered under its name, of
 * which the youngest gets the messages. Guarded by its {@link AgentHosting}.
 */
final class Resident {
  private final MessageSigner signer;
  private final HostedAgent hosted;
  private final Mailbox mailbox;
  private final List<Agent> services = new ArrayList<>();
  private HostingRecord record;
  private Bytes signedRecord = Bytes.EMPTY;

  Resident(String name, MessageSigner signer, Mailbox mailbox) {
    this.signer = signer;
    this.hosted = new HostedAgent(name, signer.agent());
    this.mailbox = mailbox;
  }

  HostedAgent hosted() {
    return hosted;
  }

  MessageSigner signer() {
    return signer;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  void add(Agent agent) {
    services.add(agent);
  }

  /** Answers whether it was there. */
  boolean remove(Agent agent) {
    boolean there = services.removeIf(each -> each == agent);
    if (there && !services.isEmpty()) {
      mailbox.handTo(services.get(services.size() - 1));
    }
    return there;
  }

  boolean abandoned() {
    return services.isEmpty();
  }

  /** The signed hosting record; a new one if the last has lived half of its time. */
  Bytes signedRecord(HostingEnvironment environment, HostingSettings settings) {
    Instant now = environment.clock().now();
    Instant renewal = now.plus(settings.recordTimeToLive().dividedBy(2));
    if (record == null || !record.expiry().isAfter(renewal)) {
      long sequence = now.toEpochMilli();
      if (record != null && !(Long.compareUnsigned(sequence, record.sequence()) > 0)) {
        sequence = record.sequence() + 1;
      }
      record =
          new HostingRecord(
              hosted.id(), environment.peer(), sequence, now.plus(settings.recordTimeToLive()));
      signedRecord = SignedHostingRecord.seal(record, signer::sign).encode();
    }
    return signedRecord;
  }
}

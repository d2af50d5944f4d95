// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.AgentDirectory.HostedAgent;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;

/**
 * One hosted agent: its key, its mailbox, and the services that are registered under its name, of
 * which the one of the greatest registration gets the messages. Guarded by its {@link
 * AgentHosting}.
 */
final class Resident {
  private final MessageSigner signer;
  private final boolean keyed;
  private final HostedAgent hosted;
  private final Mailbox mailbox;
  private final List<Stay> stays = new ArrayList<>();
  private long generations;
  private HostingRecord record;
  private Bytes signedRecord = Bytes.EMPTY;

  /**
   * Without a generation yet.
   *
   * @param keyed whether the agent has brought its key along
   */
  Resident(String name, MessageSigner signer, boolean keyed, Mailbox mailbox) {
    this.keyed = keyed;
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

  /** Whether the agent has brought its key along. */
  boolean keyed() {
    return keyed;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  void add(Stay stay) {
    stays.add(stay);
    generations++;
  }

  void remove(Stay stay) {
    stays.remove(stay);
  }

  boolean abandoned() {
    return stays.isEmpty();
  }

  /** How many generations it has had. */
  long generations() {
    return generations;
  }

  /** The one that is fed, or will be as soon as it has started; empty if nobody is there. */
  Optional<Stay> fed() {
    return stays.stream().max(Comparator.comparing(Stay::registration));
  }

  /** Whether all generations that are there belong to a plugin. */
  boolean onlyOf(String plugin) {
    return stays.stream().allMatch(stay -> stay.account().plugin().equals(plugin));
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

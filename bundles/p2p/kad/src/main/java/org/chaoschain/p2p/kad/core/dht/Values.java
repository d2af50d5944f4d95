// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;
import org.chaoschain.p2p.kad.core.Lookup;
import org.chaoschain.p2p.kad.core.RecordRefusedException;
import org.chaoschain.p2p.kad.core.RecordValidators;

/**
 * The answers to one search for a value: each is validated, the best is kept, and it is known who
 * has it. Pure but for telling what is refused.
 */
final class Values implements Search.Listener {
  private final RecordValidators validators;
  private final DhtEnvironment env;
  private final Offences offences;
  private final int quorum;
  private final Set<PeerId> holders = new HashSet<>();
  private Optional<KadRecord> best = Optional.empty();
  private Optional<PeerId> source = Optional.empty();
  private int good;

  Values(RecordValidators validators, DhtEnvironment env, int quorum) {
    this.validators = validators;
    this.env = env;
    this.offences = new Offences(env.reputation());
    this.quorum = quorum;
  }

  /** A value that is known here already, and counts as one answer. */
  void known(KadRecord record) {
    best = Optional.of(record);
    good++;
  }

  @Override
  public boolean heard(KadPeer from, KadMessage answer) {
    if (answer.record().isPresent()) {
      take(from.id(), answer.record().get(), env.clock().now());
    }
    return good >= quorum;
  }

  private void take(PeerId from, KadRecord record, Instant now) {
    try {
      validators.validate(record, now);
      good++;
      int order =
          best.isEmpty()
              ? 1
              : validators
                  .of(record.key())
                  .compare(record.key(), record.value(), best.get().value());
      if (order > 0) {
        best = Optional.of(record);
        source = Optional.of(from);
        holders.clear();
      }
      if (best.get().value().equals(record.value())) {
        holders.add(from);
      }
    } catch (RecordRefusedException e) {
      env.metrics().counter("p2p.kad.refused", "reason", e.reason().name()).increment();
      offences.answer(from, e);
    }
  }

  Found<Optional<KadRecord>> result(Lookup lookup) {
    return new Found<>(best, source.map(lookup::hop).orElse(0), lookup.requests());
  }

  /** The closest peers that have answered and do not have the best value; they are to be told. */
  List<KadPeer> outdated(Lookup lookup) {
    List<KadPeer> outdated = new ArrayList<>();
    if (best.isPresent()) {
      lookup.closest().stream().filter(p -> !holders.contains(p.id())).forEach(outdated::add);
    }
    return outdated;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.Lookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one lookup: asks whom it wants to ask, tells it what came. Inside one executor. */
final class Search {
  private static final Logger LOG = LoggerFactory.getLogger(Search.class);

  /** Hears each good answer. */
  interface Listener {
    /** Whether that was enough. */
    boolean heard(KadPeer from, KadMessage answer);
  }

  /** Hears who is alive and who is not. */
  interface Witness {
    /** A peer has answered. */
    void answered(KadPeer peer, Calls.Reply reply);

    /** A peer has not. */
    void failed(KadPeer peer);

    /** What an answer names and may be believed. */
    List<KadPeer> believed(List<KadPeer> named);
  }

  private final Lookup lookup;
  private final KadMessage request;
  private final Listener listener;
  private final Witness witness;
  private final Calls calls;
  private final DhtEnvironment env;
  private final SerialExecutor executor;
  private final Offences offences;
  private final CompletableFuture<Lookup> result = new CompletableFuture<>();
  private Cancellable deadline = () -> false;

  Search(
      Lookup lookup,
      KadMessage request,
      Listener listener,
      Witness witness,
      Calls calls,
      DhtEnvironment env,
      SerialExecutor executor) {
    this.lookup = lookup;
    this.request = request;
    this.listener = listener;
    this.witness = witness;
    this.calls = calls;
    this.env = env;
    this.executor = executor;
    this.offences = new Offences(env.reputation());
  }

  /** Completes inside the executor when it has ended, at the latest after the timeout. */
  CompletionStage<Lookup> run(Duration timeout) {
    deadline = env.scheduler().schedule(timeout, () -> executor.execute(this::stop));
    step();
    return result;
  }

  void stop() {
    lookup.stop();
    step();
  }

  private void step() {
    if (result.isDone()) {
      return;
    }
    for (KadPeer peer : new ArrayList<>(lookup.next())) {
      calls
          .ask(peer, request)
          .whenComplete((reply, failure) -> executor.execute(() -> heard(peer, reply, failure)));
    }
    if (lookup.done()) {
      deadline.cancel();
      result.complete(lookup);
    }
  }

  private void heard(KadPeer peer, Calls.Reply reply, Throwable failure) {
    if (failure != null) {
      LOG.debug("{} has not answered {}: {}", peer.id(), request.type(), failure.getMessage());
      witness.failed(peer);
      lookup.failed(peer.id());
    } else if (reply.message().isEmpty() || !fits(reply.message().get())) {
      env.metrics().counter("p2p.kad.answers.refused").increment();
      LOG.debug("{} has answered something else than {}", peer.id(), request.type());
      offences.broken(peer.id(), "an answer to another question than a " + request.type());
      witness.failed(peer);
      lookup.failed(peer.id());
    } else {
      KadMessage answer = reply.message().get();
      witness.answered(peer, reply);
      boolean waited =
          lookup.answered(peer.id(), reply.observed(), witness.believed(answer.closer()));
      if (waited && !result.isDone() && listener.heard(peer, answer)) {
        lookup.stop();
      }
    }
    step();
  }

  /** Whether an answer is one to the request; some implementations leave the key out. */
  private boolean fits(KadMessage answer) {
    return answer.type() == request.type()
        && (answer.key().isEmpty() || answer.key().equals(request.key()))
        && answer.record().map(r -> r.key().equals(request.key())).orElse(true);
  }
}

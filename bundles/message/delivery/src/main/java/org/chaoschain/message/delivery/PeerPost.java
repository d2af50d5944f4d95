// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.v1.DirectAck;

/**
 * What is sent to one peer: a bounded {@link PostQueue}, one stream, and the letters that wait for
 * an answer. All happens in one serial executor of its own.
 */
final class PeerPost {
  private final PeerId peer;
  private final String name;
  private final DeliveryEnvironment environment;
  private final DirectSettings settings;
  private final Supplier<Optional<Host>> host;
  private final Predicate<PeerPost> closeIfIdle;
  private final SerialExecutor executor;
  private final String receiver;
  private final String scope;
  private final String unreached;
  private final String unansweredYet;
  private final AtomicInteger entering = new AtomicInteger();

  private final PostQueue queued;
  private final Map<Letter.Key, Letter> unanswered = new LinkedHashMap<>();
  private Optional<Stream> stream = Optional.empty();
  private boolean opening;
  private boolean stopped;
  private boolean idleTimer;
  private long activity;
  private volatile int load;

  PeerPost(
      PeerId peer,
      DeliveryEnvironment environment,
      DirectSettings settings,
      FlowShares shares,
      Supplier<Optional<Host>> host,
      Predicate<PeerPost> closeIfIdle) {
    this.peer = peer;
    this.name = peer.toString();
    this.environment = environment;
    this.settings = settings;
    this.host = host;
    this.closeIfIdle = closeIfIdle;
    // made once: the text of a peer's id is dear, and each message needs them
    this.receiver = "peer " + peer;
    this.scope = "direct messages to " + peer;
    this.unreached = receiver + " was being reached";
    this.unansweredYet = receiver + " has it but has not answered; it may have been delivered";
    this.executor = environment.scheduler().serial(scope);
    String key = "message.delivery.direct.";
    Metrics metrics = environment.metrics();
    this.queued =
        new PostQueue(
            scope,
            metrics,
            shares,
            metrics.limit(key + "max.queued", settings.maxQueued(), "messages"),
            metrics.limit(key + "max.queued.bytes", settings.maxQueuedBytes(), "bytes"));
  }

  PeerId peer() {
    return peer;
  }

  /** Somebody is about to send: it must not be closed as idle meanwhile. */
  void enter() {
    entering.incrementAndGet();
  }

  boolean idle() {
    return entering.get() == 0 && load == 0;
  }

  void send(Letter letter) {
    try {
      executor.execute(
          () -> {
            enqueue(letter);
            entering.decrementAndGet();
          });
    } catch (RejectedExecutionException e) {
      entering.decrementAndGet();
      letter.fail(Reason.BUSY, e.getMessage());
    }
  }

  void stop(CloseReason reason) {
    later(
        () -> {
          stopped = true;
          failQueued(Reason.UNREACHABLE, reason.message());
          stream.ifPresent(Stream::close);
        });
  }

  private void enqueue(Letter letter) {
    if (letter.ended()) {
      return;
    }
    letter.waitsFor(unreached, Reason.UNREACHABLE);
    if (!queued.add(letter, environment.clock().nanoTime())) {
      return;
    }
    Message message = letter.message().message();
    message
        .target()
        .filter(to -> !letter.question())
        .ifPresent(
            to ->
                environment
                    .conversations()
                    .said(message.sender(), to, name, environment.clock().nanoTime()));
    pump();
  }

  private void pump() {
    activity++;
    while (stream.isPresent()
        && !queued.isEmpty()
        && unanswered.size() < settings.maxPending()
        && stream.get().writable()) {
      write(queued.next(environment.clock().nanoTime()), stream.get());
    }
    if (stream.isEmpty() && !queued.isEmpty() && !opening && !stopped) {
      open();
    }
    load = queued.size() + unanswered.size() + (opening ? 1 : 0);
    if (load == 0 && !stopped) {
      closeWhenIdle();
    }
  }

  private void write(Letter letter, Stream to) {
    letter.waitsFor(unansweredYet, Reason.NO_ANSWER);
    if (!letter.leaves(Optional.of(peer))) {
      return;
    }
    unanswered.put(letter.key(), letter);
    letter.answer().whenComplete((result, failure) -> ended(letter));
    to.write(FrameDecoder.encode(Acks.request(letter).toByteArray()));
  }

  /** Mostly by its answer, which has forgotten it already. */
  private void ended(Letter letter) {
    if (executor.inExecutor() && unanswered.get(letter.key()) != letter) {
      return;
    }
    later(() -> forget(letter));
  }

  private void forget(Letter letter) {
    if (unanswered.remove(letter.key(), letter)) {
      pump();
    }
  }

  private void open() {
    Optional<Host> to = host.get();
    if (to.isEmpty()) {
      failQueued(Reason.UNREACHABLE, "this node's host is not there at the moment");
      return;
    }
    opening = true;
    to.get()
        .newStream(peer, List.of(DirectProtocol.ID))
        .whenComplete(
            (opened, failure) -> {
              if (failure == null) {
                listen(opened);
              }
              later(() -> opened(opened, failure));
            });
  }

  /** Inside the stream's executor, as the host promises. */
  private void listen(Stream opened) {
    opened.handler(
        new AckReader(
            opened,
            environment.metrics(),
            ack -> later(() -> answered(ack)),
            () -> later(this::pump),
            reason -> later(() -> closed(opened, reason))));
    opened.reading(true);
  }

  private void opened(Stream opened, Throwable failure) {
    opening = false;
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      failQueued(Reason.UNREACHABLE, "peer " + peer + ": " + cause.getMessage());
    } else if (stopped) {
      opened.close();
    } else {
      stream = Optional.of(opened).filter(s -> !s.closed());
    }
    pump();
  }

  private void closed(Stream which, CloseReason reason) {
    if (stream.filter(s -> s == which).isPresent()) {
      stream = Optional.empty();
      failAll(
          unanswered.values(),
          Reason.NO_ANSWER,
          "the stream to peer %s ended before the answer (%s); it may have been delivered"
              .formatted(peer, reason.message()));
      pump();
    }
  }

  private void answered(DirectAck ack) {
    Bytes digest = Bytes.wrap(ack.getDigest().toByteArray());
    Letter letter = unanswered.remove(new Letter.Key(digest, ack.getCancel()));
    if (letter == null) {
      environment.metrics().counter("message.delivery.direct.late.answers").increment();
    } else {
      letter.answered(Acks.answer(ack, receiver));
    }
    pump();
  }

  private void closeWhenIdle() {
    if (idleTimer) {
      return;
    }
    idleTimer = true;
    long asOf = activity;
    environment.scheduler().schedule(settings.idle(), () -> later(() -> idleSince(asOf)));
  }

  private void idleSince(long asOf) {
    idleTimer = false;
    if (load > 0) {
      return;
    }
    if (activity == asOf && closeIfIdle.test(this)) {
      stopped = true;
      stream.ifPresent(Stream::close);
    } else if (!stopped) {
      closeWhenIdle();
    }
  }

  private void failQueued(Reason reason, String why) {
    failAll(queued.takeAll(environment.clock().nanoTime()), reason, why);
  }

  /** Fails letters after it has let go of them, since their owners may send more at once. */
  private void failAll(Collection<Letter> letters, Reason reason, String why) {
    List<Letter> all = new ArrayList<>(letters);
    letters.clear();
    all.forEach(letter -> letter.fail(reason, why));
  }

  private void later(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // The executor is far behind: what it misses here ends by its deadline.
      environment.metrics().counter("message.delivery.direct.overruns").increment();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.Limit;

/**
 * Says which message is next when there is more to do than can be done. High goes before medium and
 * medium before low, but for what {@link FlowShares} keeps; inside a class the peer is next that
 * was served the least of those that wait, by bytes, so that none of them fills it; the messages
 * that one peer sent in one class keep their order.
 *
 * <p>What is queued never exceeds the bound. Before it is reached, the reading of those peers is
 * paused that hold at least an average share; a peer that holds half of its own quota is paused
 * whatever the others do. Between pausing and resuming lies a quarter of the bound. When it is
 * reached all the same, a message pushes out what matters less, oldest first, down to what a class
 * may always hold; then medium and low push out their own, of the peer that holds most if it is the
 * sender, else the oldest. High is never pushed out.
 *
 * <p>Who offers a message can name its sender. Then what one sender said is handed out in the order
 * in which it came, over peers and classes: when it is the turn of a message, the first of its
 * sender is handed out in its place, and that turn pays for it. So a message that matters more
 * pulls along what its sender said before it.
 *
 * <p>The order of what is offered and polled decides everything; time is only used to say how long
 * a message waited and to forget idle peers. A message takes a time that grows with the logarithm
 * of the number of peers that wait. No memory is allocated for a message once the queue was as long
 * before, but for a sender's first.
 *
 * <p>For one thread at a time.
 *
 * @param <K> names a peer, by equals and hashCode
 * @param <M> a message
 */
public final class PriorityScheduler<K, M> {
  private final FlowConfig config;
  private final FlowListener<K, M> listener;
  private final ClassQueue<K, M> high;
  private final ClassQueue<K, M> medium;
  private final ClassQueue<K, M> low;
  private final Reserve reserve;
  private final FlowTable<K, M> flows;
  private final SlotPool<K, M> pool = new SlotPool<>();
  private final boolean ordersClasses;

  /** Of senders that have something in the queue. */
  private final Map<Object, SenderLine<K, M>> lines = new HashMap<>();

  /** The bound on all was approached, and not all are read again since. */
  private boolean pressed;

  /** An empty scheduler; what a sender pulls along overtakes what its peer sent before it. */
  public PriorityScheduler(FlowConfig config, FlowListener<K, M> listener) {
    this(config, listener, false);
  }

  /**
   * An empty scheduler.
   *
   * @param ordersClasses whether what one peer sent in one class keeps its order even if a message
   *     is pulled along; then it pulls along what its peer sent before it in its class as well
   */
  public PriorityScheduler(FlowConfig config, FlowListener<K, M> listener, boolean ordersClasses) {
    this.config = config;
    this.listener = listener;
    this.ordersClasses = ordersClasses;
    FlowShares shares = config.shares();
    this.high = new ClassQueue<>(Priority.HIGH, 0);
    this.medium = new ClassQueue<>(Priority.MEDIUM, config.floor(shares.reserve() - shares.low()));
    this.low = new ClassQueue<>(Priority.LOW, config.floor(shares.low()));
    this.reserve = new Reserve(shares);
    this.flows = new FlowTable<>(config);
  }

  /**
   * Queues a message, or loses it; then the limit that was met has counted it, and the listener was
   * told.
   *
   * @param peer whose turn it takes
   * @param priority as the receiver has decided
   * @param bytes its size, 1 or more
   * @param nowNanos a time that never steps back
   * @return empty if it is queued, else why not
   */
  public Optional<Loss> offer(K peer, Priority priority, int bytes, M message, long nowNanos) {
    return offer(peer, null, priority, bytes, message, nowNanos);
  }

  /**
   * As above, in the order of a sender.
   *
   * @param sender by equals and hashCode; null if only the order of the peer counts
   */
  public Optional<Loss> offer(
      K peer, Object sender, Priority priority, int bytes, M message, long nowNanos) {
    Objects.requireNonNull(message, "message");
    if (bytes < 1) {
      throw new IllegalArgumentException("a message has 1 byte or more, not " + bytes);
    }
    if (!config.messageBytes().allows(bytes)) {
      return lose(peer, message, priority, Loss.TOO_LARGE);
    }
    Flow<K, M> flow = flows.find(peer, nowNanos);
    if (flow == null) {
      return lose(peer, message, priority, Loss.PEERS);
    }
    long charge = bytes + (long) FlowConfig.MESSAGE_OVERHEAD;
    if (!config.peerBytes().allows(flow.charged + charge)) {
      if (!flow.flagged) {
        flow.flagged = true;
        listener.overQuota(peer);
      }
      return lose(peer, message, priority, Loss.PEER_QUOTA);
    }
    ClassQueue<K, M> queue = queue(priority);
    if (!makeRoom(queue, flow, charge, nowNanos)) {
      pauseIfItFills(flow);
      return lose(peer, message, priority, Loss.FULL);
    }
    if (flow.isIdle()) {
      flows.busy(flow);
    }
    Slot<K, M> slot = pool.take();
    slot.message = message;
    slot.flow = flow;
    slot.priority = priority;
    slot.bytes = bytes;
    slot.offeredNanos = nowNanos;
    flow.charged += charge;
    queue.add(slot);
    if (sender != null) {
      lines.computeIfAbsent(sender, SenderLine::new).append(slot);
    }
    pauseIfItFills(flow);
    return Optional.empty();
  }

  private Optional<Loss> lose(K peer, M message, Priority priority, Loss reason) {
    limit(reason).refused().increment();
    listener.lost(peer, message, priority, reason);
    return Optional.of(reason);
  }

  /** The limit that is met when a message is lost for a reason. */
  public Limit limit(Loss reason) {
    return switch (reason) {
      case SHED, FULL -> config.bytes();
      case PEER_QUOTA -> config.peerBytes();
      case PEERS -> config.peers();
      case TOO_LARGE -> config.messageBytes();
    };
  }

  /**
   * Hands out the message that is next.
   *
   * @param nowNanos a time that never steps back
   * @return false if there is none
   */
  public boolean poll(long nowNanos, Served<? super K, ? super M> served) {
    boolean highWaits = !high.isEmpty();
    boolean mediumWaits = !medium.isEmpty();
    boolean lowWaits = !low.isEmpty();
    if (!highWaits && !mediumWaits && !lowWaits) {
      return false;
    }
    Priority turnOf = reserve.next(highWaits, mediumWaits, lowWaits);
    Slot<K, M> turn = queue(turnOf).turn();
    Slot<K, M> slot = first(turn);
    Priority priority = slot.priority;
    int bytes = slot.bytes;
    long waited = nowNanos - slot.offeredNanos;
    M message = slot.message;
    K peer = slot.flow.peer;
    queue(turnOf).used(turn, bytes);
    reserve.served(turnOf, bytes, highWaits, mediumWaits, lowWaits);
    takeOut(slot, nowNanos);
    served.served(peer, message, priority, bytes, waited);
    return true;
  }

  /** What has to go before the message whose turn it is, or that message. */
  private Slot<K, M> first(Slot<K, M> turn) {
    Slot<K, M> slot = turn.line == null ? turn : turn.line.first();
    while (ordersClasses && slot.queue().head != slot) {
      Slot<K, M> head = slot.queue().head;
      slot = head.line == null ? head : head.line.first();
    }
    return slot;
  }

  /**
   * Takes out the oldest message of a class that is of a kind, which is no loss: whoever calls has
   * it. Looks at each message that is older.
   *
   * @param nowNanos a time that never steps back
   */
  public Optional<M> takeOldest(Priority priority, Predicate<? super M> kind, long nowNanos) {
    for (Slot<K, M> slot = queue(priority).oldest(); slot != null; slot = slot.younger) {
      if (kind.test(slot.message)) {
        M message = slot.message;
        takeOut(slot, nowNanos);
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  /** As {@link #takeOldest}, but the youngest; looks at each message that is younger. */
  public Optional<M> takeYoungest(Priority priority, Predicate<? super M> kind, long nowNanos) {
    for (Slot<K, M> slot = queue(priority).youngest(); slot != null; slot = slot.older) {
      if (kind.test(slot.message)) {
        M message = slot.message;
        takeOut(slot, nowNanos);
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  /** Looks at all messages of a class, the oldest first. */
  public void forEach(Priority priority, Consumer<? super M> action) {
    for (Slot<K, M> slot = queue(priority).oldest(); slot != null; slot = slot.younger) {
      action.accept(slot.message);
    }
  }

  /**
   * Takes everything out, which is no loss: whoever calls still has it. Peers that were paused are
   * resumed.
   *
   * @param nowNanos a time that never steps back
   */
  public void clear(long nowNanos) {
    for (Priority priority : Priority.values()) {
      ClassQueue<K, M> queue = queue(priority);
      while (!queue.isEmpty()) {
        takeOut(queue.oldest(), nowNanos);
      }
    }
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return high.isEmpty() && medium.isEmpty() && low.isEmpty();
  }

  /** How many messages wait. */
  public int messages() {
    return high.messages + medium.messages + low.messages;
  }

  /** How many messages of a class wait. */
  public int messages(Priority priority) {
    return queue(priority).messages;
  }

  /** The bytes that wait, without overhead. */
  public long bytes() {
    return high.bytes + medium.bytes + low.bytes;
  }

  /** The bytes of a class that wait, without overhead. */
  public long bytes(Priority priority) {
    return queue(priority).bytes;
  }

  /** What the messages that wait are charged; never above the bound. */
  public long charged() {
    return high.charged + medium.charged + low.charged;
  }

  /** How many peers are known, idle ones included. */
  public int peers() {
    return flows.size();
  }

  private ClassQueue<K, M> queue(Priority priority) {
    return switch (priority) {
      case HIGH -> high;
      case MEDIUM -> medium;
      case LOW -> low;
    };
  }

  /** A class may hold what the others do not hold and may not always hold. */
  private boolean fits(ClassQueue<K, M> own, long charge) {
    long others = high.held() + medium.held() + low.held() - own.held();
    return config.bytes().allows(own.charged + charge + others);
  }

  private boolean makeRoom(ClassQueue<K, M> own, Flow<K, M> flow, long charge, long nowNanos) {
    if (fits(own, charge)) {
      return true;
    }
    if (!couldFit(own, charge)) {
      return false;
    }
    while (!fits(own, charge)) {
      if (own != low && low.charged > low.floor) {
        shed(low, low.oldest().flow, nowNanos);
      } else if (own == high) {
        shed(medium, medium.oldest().flow, nowNanos);
      } else {
        shed(own, filler(own, flow), nowNanos);
      }
    }
    return true;
  }

  /** Whether pushing out all that may be pushed out would be enough; else nothing is. */
  private boolean couldFit(ClassQueue<K, M> own, long charge) {
    long stays =
        switch (own.priority) {
          case HIGH -> high.charged + medium.floor + low.floor;
          case MEDIUM -> high.held() + low.floor;
          case LOW -> high.held() + medium.held();
        };
    return config.bytes().allows(stays + charge);
  }

  /** Whose message has to go: the sender's if it holds more than others, else the oldest. */
  private Flow<K, M> filler(ClassQueue<K, M> own, Flow<K, M> sender) {
    long ofSender = sender.queue(own.priority).charged;
    return ofSender > 0 && ofSender * own.active() >= own.charged ? sender : own.oldest().flow;
  }

  private void shed(ClassQueue<K, M> from, Flow<K, M> flow, long nowNanos) {
    Slot<K, M> slot = flow.queue(from.priority).head;
    M message = slot.message;
    takeOut(slot, nowNanos);
    lose(flow.peer, message, from.priority, Loss.SHED);
  }

  private void takeOut(Slot<K, M> slot, long nowNanos) {
    Flow<K, M> flow = slot.flow;
    SenderLine<K, M> line = slot.line;
    queue(slot.priority).remove(slot);
    if (line != null) {
      line.remove(slot);
      if (line.isEmpty()) {
        lines.remove(line.sender);
      }
    }
    flow.charged -= slot.charge();
    pool.giveBack(slot);
    if (flow.isIdle()) {
      flows.idle(flow, nowNanos);
    }
    resumeIfItDoesNotFill(flow);
    if (pressed && charged() <= config.resumeAllAt()) {
      pressed = false;
      flows.forEach(this::resumeIfItDoesNotFill);
    }
  }

  private void pauseIfItFills(Flow<K, M> flow) {
    long all = charged();
    boolean ofAll = all > config.pauseAllAt();
    pressed |= ofAll;
    boolean fillsAll = ofAll && flow.charged * flows.active() >= all;
    boolean fillsItsOwn = flow.charged > config.pausePeerAt();
    if (!flow.paused && !flow.isIdle() && (fillsAll || fillsItsOwn)) {
      flow.paused = true;
      listener.pause(flow.peer);
    }
  }

  private void resumeIfItDoesNotFill(Flow<K, M> flow) {
    if (!flow.paused || flow.charged > config.resumePeerAt()) {
      return;
    }
    long all = charged();
    boolean little = flow.charged * flows.active() * 2 <= all;
    if (flow.isIdle() || little || all <= config.resumeAllAt()) {
      flow.paused = false;
      listener.resume(flow.peer);
    }
  }
}

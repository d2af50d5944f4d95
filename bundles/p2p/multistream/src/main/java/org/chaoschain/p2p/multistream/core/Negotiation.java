// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;

/**
 * Runs a {@link Negotiator} on a {@link Duplex}.
 *
 * <p>The stages complete inside the executor of the duplex. On success its reading is off and what
 * the other side has already sent for the protocol agreed on waits in it; the caller sets the next
 * handler in a dependent stage without leaving the executor, lest it misses the end of the channel.
 * On failure the duplex has been closed or reset, and the stage fails with
 *
 * <ul>
 *   <li>{@link NoCommonProtocolException}, if there is no protocol that both sides speak,
 *   <li>{@link NegotiationException}, if the remote breaks the rules, goes beyond a limit or takes
 *       too long,
 *   <li>{@link ChannelClosedException}, if the channel ends,
 *   <li>{@link IllegalArgumentException}, if what is to be proposed cannot be.
 * </ul>
 */
public final class Negotiation {
  /** The protocol id of multistream-select itself. */
  public static final String PROTOCOL = Messages.HEADER;

  private Negotiation() {}

  /**
   * Proposes protocols, one after the other. May be called from any thread.
   *
   * @param duplex taken over until the stage completes
   * @param protocols best first
   * @param timeout for the whole negotiation
   * @return the protocol agreed on
   */
  public static CompletionStage<String> dial(
      Duplex duplex,
      List<String> protocols,
      Duration timeout,
      Scheduler scheduler,
      NegotiationLimits limits) {
    Dialer dialer;
    try {
      dialer = new Dialer(protocols, limits);
    } catch (IllegalArgumentException e) {
      duplex.close();
      return CompletableFuture.failedFuture(e);
    }
    return run(duplex, dialer, timeout, scheduler);
  }

  /**
   * Waits for proposals. May be called from any thread.
   *
   * @param duplex taken over until the stage completes
   * @param offered the protocols this side speaks; asked at each proposal, inside the executor
   * @param timeout for the whole negotiation
   * @return the protocol agreed on
   */
  public static CompletionStage<String> listen(
      Duplex duplex,
      Supplier<? extends Set<String>> offered,
      Duration timeout,
      Scheduler scheduler,
      NegotiationLimits limits) {
    return run(duplex, new Listener(offered, limits), timeout, scheduler);
  }

  private static CompletionStage<String> run(
      Duplex duplex, Negotiator negotiator, Duration timeout, Scheduler scheduler) {
    Run run = new Run(duplex, negotiator);
    duplex.executor().run(() -> run.start(timeout, scheduler));
    return run.result;
  }

  /** One negotiation on one duplex, inside its executor. */
  private static final class Run implements DuplexHandler {
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final Duplex duplex;
    private final Negotiator negotiator;
    private Cancellable deadline;
    private boolean finished;

    Run(Duplex duplex, Negotiator negotiator) {
      this.duplex = duplex;
      this.negotiator = negotiator;
    }

    void start(Duration timeout, Scheduler scheduler) {
      deadline =
          scheduler.schedule(timeout, () -> duplex.executor().run(() -> onDeadline(timeout)));
      negotiator.start(duplex::write);
      duplex.handler(this);
      if (!finished) {
        duplex.reading(true);
      }
    }

    @Override
    public void onRead(ByteBuf data) {
      if (finished) {
        data.release();
        duplex.reset(
            new CloseReason(
                CloseReason.Kind.HANDLER_FAILED,
                "bytes arrived after the negotiation, before the next handler was set"));
        return;
      }
      Optional<String> agreed;
      try {
        agreed = negotiator.receive(data, duplex::write);
      } catch (NegotiationException e) {
        data.release();
        fail(e);
        return;
      } catch (RuntimeException | Error e) {
        data.release();
        finish();
        result.completeExceptionally(e);
        throw e;
      }
      if (agreed.isEmpty()) {
        data.release();
        return;
      }
      finish();
      duplex.reading(false);
      duplex.unread(data);
      result.complete(agreed.get());
    }

    @Override
    public void onReadEnd() {
      if (!finished) {
        fail(negotiator.end());
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      if (!finished) {
        finish();
        result.completeExceptionally(new ChannelClosedException(reason));
      }
    }

    private void onDeadline(Duration timeout) {
      if (!finished) {
        fail(
            new NegotiationException(
                CloseReason.Kind.TIMEOUT,
                "no protocol was agreed on within " + timeout.toMillis() + " ms"));
      }
    }

    private void fail(NegotiationException failure) {
      finish();
      if (failure instanceof NoCommonProtocolException) {
        duplex.close();
      } else {
        duplex.reset(failure.reason());
      }
      result.completeExceptionally(failure);
    }

    private void finish() {
      finished = true;
      deadline.cancel();
    }
  }
}

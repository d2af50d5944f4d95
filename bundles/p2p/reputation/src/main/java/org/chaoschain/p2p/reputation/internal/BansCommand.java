// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.reputation.core.Ban;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code bans}: lists bans, bans a peer, lifts a ban. */
@Component(service = ControlCommand.class)
public final class BansCommand implements ControlCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final Court court;
  private final Clock clock;

  /** Made by Declarative Services. */
  @Activate
  public BansCommand(@Reference ReputationComponent reputation, @Reference Clock clock) {
    this(reputation.court(), clock);
  }

  BansCommand(Court court, Clock clock) {
    this.court = court;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "bans";
  }

  @Override
  public String summary() {
    return "Lists bans, bans a peer or lifts a ban (arguments: action list|add|lift, peer, for, reason)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    switch (request.text("action").orElse("list")) {
      case "list" -> list(reply);
      case "add" -> add(request);
      case "lift" -> lift(request);
      default ->
          throw ControlException.usage(
              "'action' must be list, add or lift, not " + request.text("action").get());
    }
  }

  private void list(ControlReply reply) throws ControlException {
    Instant now = clock.now();
    for (Ban ban : court.bans()) {
      if (ban.holds(now)) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("peer", ban.peer().toString());
        item.put("since", ban.since().toString());
        item.put("until", ban.until().toString());
        item.put("times", ban.times());
        item.put("score", ban.score());
        item.put("by_hand", ban.byHand());
        item.put("reason", ban.reason());
        reply.item(item);
      }
    }
  }

  private void add(ControlRequest request) throws ControlException {
    Duration length;
    try {
      length = TimeSpan.parse(request.text("for").orElse("1d"));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
    if (length.isZero() || length.compareTo(LONGEST) > 0) {
      throw ControlException.usage("a ban is for more than 0 and at most 3650d, not " + length);
    }
    await(court.ban(peer(request), length, request.text("reason").orElse("by the operator")));
  }

  private void lift(ControlRequest request) throws ControlException {
    PeerId peer = peer(request);
    if (!await(court.lift(peer))) {
      throw ControlException.notFound("the peer " + peer + " is not banned");
    }
  }

  private static PeerId peer(ControlRequest request) throws ControlException {
    String text = request.requireText("peer");
    try {
      return PeerId.parse(text);
    } catch (PeerIdException e) {
      throw ControlException.usage(e.getMessage());
    }
  }

  private static <T> T await(CompletionStage<T> done) throws ControlException {
    try {
      return done.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("the node stops");
    } catch (ExecutionException e) {
      throw ControlException.failed(e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw ControlException.failed("the bans could not be written within " + PATIENCE);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.ServerHandshake.Authenticated;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;

/**
 * The sessions of a node, whatever carries them. Registered as a service. A session ends when its
 * carrier closes it, when its time is over, or when it is revoked; the carrier is told of the last
 * two. Safe for use by many threads; a carrier is told outside of all locks.
 */
public final class Sessions {
  private final Limit maxSessions;
  private final Limit maxPerAgent;
  private final Limit maxPerAddress;
  private final Duration life;
  private final Map<Bytes, Open> open = new LinkedHashMap<>();

  private record Open(Session session, Optional<String> source, Consumer<End> onEnd) {}

  /** Why a session has ended without its carrier. */
  public enum End {
    /** Its time is over. */
    EXPIRED,
    /** Somebody has revoked it. */
    REVOKED
  }

  /**
   * Has no session yet.
   *
   * @param maxSessions the most of all
   * @param maxPerAgent the most of one agent
   * @param maxPerAddress the most that come from one address, whatever their agents: ids of agents
   *     cost nothing, addresses do
   * @param life how long a session lasts at most; one with a delegation ends with it
   */
  public Sessions(Limit maxSessions, Limit maxPerAgent, Limit maxPerAddress, Duration life) {
    this.maxSessions = maxSessions;
    this.maxPerAgent = maxPerAgent;
    this.maxPerAddress = maxPerAddress;
    this.life = life;
  }

  /**
   * Opens a session after a handshake.
   *
   * @param id 16 bytes from an entropy source, never used before
   * @param who what the handshake has shown
   * @param via how the agent is connected, for people
   * @param source by what {@link SourceNetworks} counts its address; empty if it does not
   * @param onEnd told at most once; closes the connection
   * @throws AuthException of reason {@code LIMIT}, naming limit, value and key
   */
  public Session open(
      Bytes id,
      Authenticated who,
      String via,
      Optional<String> source,
      Instant now,
      Consumer<End> onEnd)
      throws AuthException {
    expire(now);
    Instant end = now.plus(life);
    if (who.grant().isPresent() && who.grant().get().expiresAt().isBefore(end)) {
      end = who.grant().get().expiresAt();
    }
    Session session =
        new Session(
            id, who.agent(), via, now, Instant.ofEpochMilli(end.toEpochMilli()), who.grant());
    synchronized (this) {
      check(maxSessions, "sessions of this node", open.size() + 1L);
      long own = open.values().stream().filter(o -> isOf(o, who.agent())).count();
      check(maxPerAgent, "sessions of " + who.agent(), own + 1);
      if (source.isPresent()) {
        long near = open.values().stream().filter(o -> o.source().equals(source)).count();
        check(maxPerAddress, "sessions from " + source.get(), near + 1);
      }
      if (open.putIfAbsent(id, new Open(session, source, onEnd)) != null) {
        throw new IllegalArgumentException("the session id %s is in use".formatted(id.hex()));
      }
    }
    return session;
  }

  /**
   * The session, if it is in force: to be asked before each thing that is done for it.
   *
   * @throws AuthException of reason {@code SESSION}
   */
  public Session require(Bytes id, Instant now) throws AuthException {
    Open found;
    synchronized (this) {
      found = open.get(id);
    }
    if (found == null || found.session().expired(now)) {
      throw new AuthException(
          Reason.SESSION,
          "the session %s has ended or has been revoked; connect again".formatted(id.hex()));
    }
    return found.session();
  }

  /** The carrier has closed the session; it is not told. */
  public synchronized boolean close(Bytes id) {
    return open.remove(id) != null;
  }

  /** Ends a session; returns whether there was one. */
  public boolean revoke(Bytes id) {
    return end(o -> o.session().id().equals(id), End.REVOKED) > 0;
  }

  /** Ends all sessions of an agent; returns how many. */
  public int revoke(AgentId agent) {
    return end(o -> isOf(o, agent), End.REVOKED);
  }

  /** Ends what is over by now; returns how many. */
  public int expire(Instant now) {
    return end(o -> o.session().expired(now), End.EXPIRED);
  }

  /** Ends all. */
  public int revokeAll() {
    return end(o -> true, End.REVOKED);
  }

  /** All sessions, the oldest first. */
  public synchronized List<Session> list() {
    return open.values().stream()
        .map(Open::session)
        .sorted(Comparator.comparing(Session::openedAt))
        .toList();
  }

  private int end(Predicate<Open> which, End why) {
    List<Open> ended = new ArrayList<>();
    synchronized (this) {
      open.values()
          .removeIf(
              o -> {
                boolean ends = which.test(o);
                if (ends) {
                  ended.add(o);
                }
                return ends;
              });
    }
    ended.forEach(o -> o.onEnd().accept(why));
    return ended.size();
  }

  private static boolean isOf(Open open, AgentId agent) {
    return open.session().agent().equals(agent);
  }

  private static void check(Limit limit, String scope, long amount) throws AuthException {
    if (!limit.allows(amount)) {
      throw new AuthException(Reason.LIMIT, limit.refuse(scope, amount).getMessage());
    }
  }
}

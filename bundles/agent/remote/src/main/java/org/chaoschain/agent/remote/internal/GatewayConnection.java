// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.agent.auth.core.Session;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.agent.remote.core.Admission;
import org.chaoschain.agent.remote.core.Admission.Step;
import org.chaoschain.agent.remote.core.AuthFrames;
import org.chaoschain.agent.remote.core.Saying;
import org.chaoschain.agent.remote.internal.Channel.Closing;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.p2p.identity.core.HostingRecord;

/**
 * One connection of an agent with the gateway. One frame of the agent is read at a time, and none
 * while much that was written has not gone out. That its messages wait for room does not stop the
 * reading: the acknowledgements, by which room comes, would wait as well. Safe for use by many
 * threads; never blocks.
 */
final class GatewayConnection implements Presence.Connection {
  /** Frames that are written and have not gone out, beyond which nothing is read. */
  private static final int MAX_UNWRITTEN = 32;

  /** Frames that cannot be read, after which the connection is closed. */
  private static final int MAX_FAULTS = 16;

  private final RemoteEnvironment environment;
  private final RemoteAgents agents;
  private final Channel channel;
  private final Admission admission;
  private final String via;
  private final Optional<String> source;
  private final long openedNanos;
  private volatile long heardNanos;
  private Optional<Presence> presence = Optional.empty();
  private Optional<RemoteAgent> agent = Optional.empty();
  private int unwritten;
  private int faults;
  private boolean demandDue;
  private boolean gone;
  private boolean closed;

  /**
   * A connection that has just been opened.
   *
   * @param origin where the agent has dialled, as this node knows it
   * @param via how the agent is connected, for people
   * @param source by what its address is counted; empty if it is not
   */
  GatewayConnection(
      RemoteEnvironment environment,
      RemoteAgents agents,
      Channel channel,
      String origin,
      String via,
      Optional<String> source) {
    this.environment = environment;
    this.agents = agents;
    this.channel = channel;
    this.admission = new Admission(environment.gateway(), origin);
    this.via = via;
    this.source = source;
    this.openedNanos = environment.clock().nanoTime();
    this.heardNanos = openedNanos;
  }

  /** Says who this is, and begins to read. */
  void open() {
    write(Frames.write(environment.gateway().hello()));
    channel.demand();
  }

  /** Takes a frame of the agent; called for one after the other. */
  void text(String text) {
    heard();
    try {
      Bytes utf8 = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
      take(Frames.read(utf8, environment.limits().get()), utf8.size());
    } catch (JsonFormException e) {
      malformed(e);
    }
    synchronized (this) {
      demandDue = true;
    }
    demandIfDue();
  }

  /** The WebSocket is closed. */
  void gone() {
    Optional<Presence> was;
    Optional<RemoteAgent> of;
    synchronized (this) {
      closed = true;
      gone = true;
      was = presence;
      of = agent;
    }
    if (of.isPresent()) {
      of.get().disconnected(was.orElseThrow());
    } else {
      was.ifPresent(known -> environment.sessions().close(known.session().id()));
    }
  }

  /** By what its address is counted; empty if it is not. */
  Optional<String> source() {
    return source;
  }

  /** Whether the agent has not begun. */
  synchronized boolean isPending() {
    return agent.isEmpty();
  }

  /** A sign of life that is no frame of the protocol. */
  void alive(boolean answer) {
    if (answer) {
      environment.metrics().counter("agent.remote.pongs").increment();
    }
    heard();
    channel.demand();
  }

  /** Of one that is closed here only its close counts: else it could stay for ever. */
  private synchronized void heard() {
    if (!closed) {
      heardNanos = environment.clock().nanoTime();
    }
  }

  /**
   * Closes it if its agent has not begun in time, or nothing was heard for too long; else asks for
   * a sign of life. What is written says nothing of the other side: it may have gone without a
   * word.
   */
  void check(long nowNanos, boolean ping, Duration idle) {
    if (nowNanos - heardNanos >= idle.toNanos()) {
      silent(idle);
    } else if (isPending() && nowNanos - openedNanos >= environment.handshakeTimeout().toNanos()) {
      environment.metrics().counter("agent.remote.timeouts").increment();
      refuse(
          new AuthException(
              AuthException.Reason.EXPIRED,
              "the agent has not begun within %s (agent.remote.handshake.timeout)"
                  .formatted(environment.handshakeTimeout())));
    } else if (ping) {
      channel.ping();
    }
  }

  /** Says so, and cuts the connection if that is of no use. */
  private void silent(Duration idle) {
    boolean told;
    synchronized (this) {
      told = closed;
    }
    if (told) {
      channel.cut();
      return;
    }
    environment.metrics().counter("agent.remote.silent").increment();
    close(
        Optional.empty(),
        Closing.GOING_AWAY,
        "nothing was heard of the agent for %s (agent.remote.idle)".formatted(idle));
  }

  @Override
  public void write(String text) {
    synchronized (this) {
      if (closed) {
        return;
      }
      unwritten++;
    }
    channel.send(text, this::written);
  }

  @Override
  public void close(Optional<String> last, Closing why, String reason) {
    last.ifPresent(this::write);
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    channel.close(why, reason);
    demandIfDue();
  }

  private void written() {
    synchronized (this) {
      unwritten--;
    }
    demandIfDue();
  }

  /** Also once it is closed here: the other side's close is a frame that has to be read. */
  private void demandIfDue() {
    synchronized (this) {
      if (gone || !demandDue || (!closed && unwritten > MAX_UNWRITTEN)) {
        return;
      }
      demandDue = false;
    }
    channel.demand();
  }

  private void take(Frame frame, int bytes) {
    Optional<Presence> known;
    Optional<RemoteAgent> begun;
    synchronized (this) {
      if (closed) {
        return;
      }
      known = presence;
      begun = agent;
    }
    try {
      if (begun.isPresent()) {
        converse(known.orElseThrow(), begun.get(), frame, bytes);
      } else if (known.isPresent()) {
        begin(known.get(), frame);
      } else {
        admit(frame);
      }
    } catch (AuthException e) {
      refuse(e);
    }
  }

  private void admit(Frame frame) throws AuthException {
    Instant now = environment.clock().now();
    Step step = admission.take(frame, random(AuthMessage.NONCE_BYTES), now);
    if (step instanceof Step.Answer answer) {
      write(Frames.write(answer.frame()));
      return;
    }
    Step.Known known = (Step.Known) step;
    Session session =
        environment
            .sessions()
            .open(random(AuthMessage.SESSION_BYTES), known.who(), via, source, now, this::ended);
    Optional<Presence.HostedRecord> record =
        known
            .hosting()
            .map(
                hosting ->
                    new Presence.HostedRecord(
                        known.who().hostingRecord(), hosting.sequence(), hosting.expiry()));
    synchronized (this) {
      presence = Optional.of(new Presence(session, record, this));
    }
    environment.metrics().counter("agent.remote.accepted").increment();
    write(
        Frames.write(
            AuthFrames.of(new AuthMessage.ConnectionAccepted(session.id(), session.expiresAt()))));
  }

  private void begin(Presence known, Frame frame) throws AuthException {
    RemoteAgent begun;
    if (frame instanceof Frame.Begin) {
      begun = agents.begin(known);
    } else if (frame instanceof Frame.Resume resume) {
      begun = agents.resume(known, resume.session(), resume.sequence());
    } else {
      throw new AuthException(
          AuthException.Reason.OUT_OF_TURN,
          "a frame of type %s is not due now; begin or resume is".formatted(frame.type()));
    }
    boolean late;
    synchronized (this) {
      agent = Optional.of(begun);
      late = closed;
    }
    if (late) {
      begun.disconnected(known);
    }
  }

  private void converse(Presence known, RemoteAgent begun, Frame frame, int bytes) {
    if (frame instanceof Frame.Received received) {
      begun.received(known, received.sequence());
    } else if (frame instanceof Frame.Hosting hosting) {
      write(Frames.write(hosted(known, begun, hosting.record())));
    } else if (frame instanceof Frame.Said said) {
      try {
        begun.said(
            known,
            Saying.of(
                said.message(),
                known.session().agent(),
                environment.gateway().chainId(),
                environment.clock().now()),
            bytes);
      } catch (Saying.Unsayable e) {
        environment
            .metrics()
            .counter("agent.remote.failed", "code", e.problem().code())
            .increment();
        write(Frames.write(e.problem()));
      }
    } else {
      Frame.Problem problem =
          Frame.Problem.of(
              "out-of-turn",
              "a frame of type %s is not due now".formatted(frame.type()),
              "send messages and acknowledgements",
              false);
      close(Optional.of(Frames.write(problem)), Closing.PROTOCOL, problem.message());
    }
  }

  private Frame hosted(Presence known, RemoteAgent begun, Bytes encoded) {
    Optional<Frame.Problem> tooFast = begun.asks();
    if (tooFast.isPresent()) {
      return tooFast.get();
    }
    try {
      HostingRecord record =
          Admission.hosting(
              environment.gateway(), known.session().agent(), encoded, environment.clock().now());
      Presence.HostedRecord next =
          new Presence.HostedRecord(encoded, record.sequence(), record.expiry());
      if (agents.renew(begun, known, next)) {
        environment.metrics().counter("agent.remote.hosting.renewed").increment();
        return new Frame.Hosted(record.expiry());
      }
      return hostingRefused(
          "the hosting record is refused: its sequence %s is not above that of the one before"
              .formatted(Long.toUnsignedString(record.sequence())));
    } catch (AuthException e) {
      return hostingRefused(e.getMessage());
    }
  }

  private static Frame.Problem hostingRefused(String why) {
    return Frame.Problem.of(
        "hosting",
        why,
        "sign {agent, this node's peer id, a greater sequence, a later end}",
        false);
  }

  private void malformed(JsonFormException e) {
    environment
        .metrics()
        .counter("agent.remote.malformed", "reason", e.reason().code())
        .increment();
    if (isPending()) {
      refuse(new AuthException(AuthException.Reason.MALFORMED, e.getMessage()));
    } else if (++faults >= MAX_FAULTS) {
      close(
          Optional.of(Frames.write(Frame.Problem.of(e))),
          Closing.PROTOCOL,
          MAX_FAULTS + " frames could not be read");
    } else {
      write(Frames.write(Frame.Problem.of(e)));
    }
  }

  /** From any thread: the session has expired or has been revoked. */
  private void ended(Sessions.End end) {
    boolean expired = end == Sessions.End.EXPIRED;
    AuthException why =
        new AuthException(
            AuthException.Reason.SESSION,
            expired ? "the session's time is over; connect again" : "the session has been revoked");
    Closing closing = expired ? Closing.EXPIRED : Closing.REVOKED;
    String last = Frames.write(AuthFrames.of(AuthMessage.Refused.of(why)));
    Optional<RemoteAgent> of;
    synchronized (this) {
      of = agent;
    }
    of.ifPresent(begun -> agents.end(begun, Optional.of(last), closing, why.getMessage()));
    close(Optional.of(last), closing, why.getMessage());
  }

  private void refuse(AuthException e) {
    environment
        .metrics()
        .counter("agent.remote.refused", "reason", e.reason().name().toLowerCase(Locale.ROOT))
        .increment();
    close(
        Optional.of(Frames.write(AuthFrames.of(AuthMessage.Refused.of(e)))),
        e.reason() == AuthException.Reason.LIMIT ? Closing.LIMIT : Closing.REFUSED,
        e.getMessage());
  }

  private Bytes random(int size) {
    return Bytes.wrap(environment.entropy().bytes(size));
  }
}

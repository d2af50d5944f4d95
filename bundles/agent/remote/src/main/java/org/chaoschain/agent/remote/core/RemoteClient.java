// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.JsonMessage;

/**
 * An agent's side of the protocol after the handshake, over the connections that come one after the
 * other. What comes out of its methods is to be sent. Not safe for use by several threads.
 */
public final class RemoteClient {
  private final Listener listener;
  private final Map<String, Frame.Said> unanswered = new LinkedHashMap<>();
  private Optional<Bytes> session = Optional.empty();
  private long seen;
  private boolean ready;

  /** What an agent hears. */
  public interface Listener {
    /** A message, once and in order. */
    void delivered(long sequence, JsonMessage message);

    /** Messages that will not come. */
    void missed(Frame.Gap gap);

    /** A message was taken. */
    void taken(Frame.Taken taken);

    /** A message was not sent, or something is wrong. */
    void failed(Frame.Problem problem);

    /** It is to send less for a while. */
    default void slowDown(Frame.SlowDown slowDown) {}

    /** The session is new; what the one before still had for the agent is lost. */
    default void begun() {}
  }

  /** A client that has not been connected yet. */
  public RemoteClient(Listener listener) {
    this.listener = listener;
  }

  /** A connection has been authenticated: the first frame on it. */
  public Frame connected() {
    ready = false;
    return session
        .<Frame>map(known -> new Frame.Resume(known, seen))
        .orElseGet(() -> new Frame.Begin());
  }

  /**
   * Says a message, now or as soon as the connection is ready, until it is answered.
   *
   * @param id that the agent gives it; it is in the message's envelope
   */
  public List<Frame> say(String id, JsonMessage message) {
    Frame.Said said = new Frame.Said(message, List.of());
    unanswered.put(id, said);
    return ready ? List.of(said) : List.of();
  }

  /** Messages that have not been answered. */
  public int unanswered() {
    return unanswered.size();
  }

  /**
   * Takes a frame of the gateway.
   *
   * @throws IllegalStateException if the gateway breaks the protocol
   */
  public List<Frame> take(Frame frame) {
    if (frame instanceof Frame.Ready now) {
      return begin(now);
    } else if (frame instanceof Frame.Delivery delivery) {
      expect(delivery.sequence());
      seen = delivery.sequence();
      listener.delivered(seen, delivery.message());
      return List.of(new Frame.Received(seen));
    } else if (frame instanceof Frame.Gap gap) {
      expect(gap.from());
      seen = gap.to();
      listener.missed(gap);
      return List.of(new Frame.Received(seen));
    } else if (frame instanceof Frame.Taken taken) {
      if (unanswered.remove(taken.id()) != null) {
        listener.taken(taken);
      }
    } else if (frame instanceof Frame.Problem problem) {
      problem.id().ifPresent(unanswered::remove);
      listener.failed(problem);
    } else if (frame instanceof Frame.SlowDown slowDown) {
      listener.slowDown(slowDown);
    }
    return List.of();
  }

  private List<Frame> begin(Frame.Ready now) {
    if (!now.resumed()) {
      seen = 0;
      listener.begun();
    }
    expect(now.sequence() + 1);
    session = Optional.of(now.session());
    ready = true;
    return new ArrayList<>(unanswered.values());
  }

  private void expect(long sequence) {
    if (sequence != seen + 1) {
      throw new IllegalStateException(
          "the gateway goes on with %d after %d".formatted(sequence, seen));
    }
  }
}

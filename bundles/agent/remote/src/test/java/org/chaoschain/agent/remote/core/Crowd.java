// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.agent.remote.core.RemoteAction.Submit;
import org.chaoschain.agent.remote.core.RemoteAction.Wake;
import org.chaoschain.agent.remote.core.RemoteAction.Write;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** Agents that share the room of one node. Sessions are woken when the test says so. */
final class Crowd {
  final RecordedMetrics metrics = new RecordedMetrics();
  final RemoteSettings settings;
  final Traffic traffic;
  final List<Agent> agents = new ArrayList<>();
  final Deque<Runnable> wakers = new ArrayDeque<>();
  long nanos;

  /** The bounds of the room that a test chooses; all others are out of its way. */
  record Bounds(int pending, int sending, int waiting, long waitingBytes) {}

  Crowd(Bounds bounds) {
    settings =
        new RemoteSettings(
            metrics.limit(RemoteSettings.MAX_FRAMES, 1_000, "deliveries"),
            metrics.limit(RemoteSettings.MAX_BYTES, 1_000_000, "bytes"),
            Duration.ofMinutes(10),
            100,
            1_000_000,
            bounds.pending(),
            bounds.sending(),
            metrics.limit(RemoteSettings.MAX_WAITING, bounds.waiting(), "messages"),
            metrics.limit(RemoteSettings.MAX_WAITING_BYTES, bounds.waitingBytes(), "bytes"),
            bounds.pending() + bounds.waiting(),
            metrics.limit(RemoteSettings.RATE, 1_000_000, "messages a second"),
            1_000_000);
    traffic = new Traffic(settings, metrics, 0);
  }

  Agent agent() {
    Agent agent = new Agent();
    agents.add(agent);
    agent.act(agent.session.begin());
    agent.frames.clear();
    return agent;
  }

  List<Agent> agents(int count) {
    List<Agent> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(agent());
    }
    return all;
  }

  /** Sessions that have been given room learn of it. */
  void wake() {
    while (!wakers.isEmpty()) {
      wakers.remove().run();
    }
  }

  void pass(Duration time) {
    nanos += time.toNanos();
    traffic.tick(nanos);
    for (Agent agent : agents) {
      agent.act(agent.session.tick(nanos));
    }
    wake();
  }

  /** One agent, as the node and as it sees itself. */
  final class Agent {
    final RemoteSession session =
        new RemoteSession(Wire.ID, settings, traffic, this::roomCame, nanos);

    /** What it was told, without the answers of success. */
    final List<Frame> frames = new ArrayList<>();

    /** What is being sent for it. */
    final Deque<Saying> sending = new ArrayDeque<>();

    /** All that was sent for it, in that order. */
    final List<String> sent = new ArrayList<>();

    /** How often each of its messages was answered. */
    final Map<String, Integer> answered = new LinkedHashMap<>();

    long pausedUntilNanos;

    Agent say(String... ids) {
      for (String id : ids) {
        say(Wire.saying(id), Wire.BYTES);
      }
      return this;
    }

    void say(Saying saying, int bytes) {
      act(session.said(saying, bytes, nanos));
    }

    /** Says a message with a life of its own. */
    void say(String id, Duration life) {
      say(Wire.saying(id).withLife(life), Wire.BYTES);
    }

    /** The oldest message that is being sent was taken. */
    Saying taken() {
      Saying saying = sending.remove();
      settled(saying);
      return saying;
    }

    void settled(Saying saying) {
      act(
          session.settled(
              new Frame.Taken(saying.id(), Frame.Taken.Status.DELIVERED, Optional.empty()), nanos));
    }

    /** The oldest message that is being sent failed, and may be said again. */
    void failed() {
      act(
          session.settled(
              Frame.Problem.of("busy", "later", "", true).about(sending.remove().id()), nanos));
    }

    void end() {
      act(session.end());
    }

    int waiting() {
      return session.state().waiting();
    }

    boolean isPaused() {
      return nanos - pausedUntilNanos < 0;
    }

    /** The one thing that it was told since the last look. */
    <T extends Frame> T told(Class<T> type) {
      if (frames.size() != 1) {
        throw new AssertionError("told is " + frames);
      }
      return type.cast(frames.remove(0));
    }

    private void roomCame() {
      act(session.roomCame(nanos));
    }

    void act(List<RemoteAction> actions) {
      for (RemoteAction action : actions) {
        if (action instanceof Write write) {
          hear(Wire.read(write.text()));
        } else if (action instanceof Submit submit) {
          sending.add(submit.saying());
          sent.add(submit.saying().id());
        } else if (action instanceof Wake wake) {
          wakers.add(wake.waker());
        }
      }
    }

    private void hear(Frame frame) {
      if (frame instanceof Frame.Taken taken) {
        answered.merge(taken.id(), 1, Integer::sum);
        return;
      }
      frames.add(frame);
      if (frame instanceof Frame.Problem problem) {
        answered.merge(problem.id().orElseThrow(), 1, Integer::sum);
      } else if (frame instanceof Frame.SlowDown slowDown) {
        pausedUntilNanos = nanos + slowDown.retryAfter().toNanos();
      }
    }
  }

  /** A life of the usual length. */
  static final Duration LIFE = SendOptions.DEFAULT.timeToLive();
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.chaoschain.agent.remote.core.RemoteAction.Fail;
import org.chaoschain.agent.remote.core.RemoteAction.Submit;
import org.chaoschain.agent.remote.core.RemoteAction.Write;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.EnvelopeHead;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.JsonForm;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonMessage;
import org.chaoschain.message.json.core.JsonMessages;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.sim.RecordedMetrics;

/**
 * A session and a client with a connection between them that can be cut, one step after another.
 */
final class Wire implements RemoteClient.Listener {
  /** The size of each frame in which something is said. */
  static final int BYTES = 100;

  static final Bytes ID = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");

  final Map<Long, String> offered = new TreeMap<>();
  final Set<Long> promised = new HashSet<>();
  final Map<Long, String> heard = new LinkedHashMap<>();
  final List<Frame.Gap> gaps = new ArrayList<>();
  final Map<String, Integer> submitted = new LinkedHashMap<>();
  final Set<String> taken = new HashSet<>();
  final Set<String> failed = new HashSet<>();
  final List<Frame.SlowDown> slowDowns = new ArrayList<>();
  final List<String> pending = new ArrayList<>();
  final RemoteSession session;
  final RemoteClient client = new RemoteClient(this);
  private final Deque<String> toClient = new ArrayDeque<>();
  private final Deque<Frame> toServer = new ArrayDeque<>();
  private boolean connected;
  private long messages;
  private long ids;
  long nanos;

  Wire(RemoteSettings settings) {
    session =
        new RemoteSession(
            ID, settings, new Traffic(settings, new RecordedMetrics(), 0), () -> {}, 0);
  }

  /** A message for all with a life of a minute. */
  static Saying saying(String id) {
    return new Saying(
        id,
        new Payload.AgentCommunication(
            Messages.agent(1), Optional.empty(), new Content.Status("calm", id)),
        SendOptions.DEFAULT);
  }

  static JsonMessage status(String text, Optional<String> id) {
    EnvelopeHead head =
        new EnvelopeHead(
            id,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new JsonMessage(
        new JsonForm.NetworkBroadcast(Messages.agent(1), new Content.Status("calm", text)),
        id.map(known -> head),
        Optional.empty());
  }

  boolean isConnected() {
    return connected;
  }

  void connect() {
    connected = true;
    toServer.add(client.connected());
  }

  void cut() {
    connected = false;
    toClient.clear();
    toServer.clear();
    session.detach();
  }

  /** A message for the agent: one that was promised, or one that is for all. */
  void offer(boolean keep) {
    String text = "m" + ++messages;
    String message = JsonMessages.write(status(text, Optional.empty()));
    int bytes = message.length();
    try {
      session.reserve(bytes);
      session.release(bytes);
      act(session.deliver(message, bytes, keep, nanos));
      if (keep) {
        promised.add(messages);
      }
    } catch (LimitExceededException e) {
      act(session.missed());
    }
    offered.put(messages, text);
  }

  void say() {
    say("s" + ++ids);
  }

  void say(String id) {
    toServer.addAll(onlyIfConnected(client.say(id, status(id, Optional.of(id)))));
  }

  /** One of the messages that are being sent has come to its end. */
  void settle(Random random) {
    if (pending.isEmpty()) {
      return;
    }
    String id = pending.remove(random.nextInt(pending.size()));
    switch (random.nextInt(3)) {
      case 0 ->
          act(
              session.settled(
                  new Frame.Taken(id, Frame.Taken.Status.ACCEPTED, Optional.of("n" + id)), nanos));
      case 1 -> act(session.settled(Frame.Problem.of("refused", "no", "", false).about(id), nanos));
      default -> act(session.settled(Frame.Problem.of("busy", "later", "", true).about(id), nanos));
    }
  }

  void tick() {
    act(session.tick(nanos));
  }

  /** The client reads a frame; false if there is none. */
  boolean clientReads() {
    String text = toClient.poll();
    if (text == null) {
      return false;
    }
    toServer.addAll(client.take(read(text)));
    return true;
  }

  /** The server reads a frame; false if there is none. */
  boolean serverReads() {
    Frame frame = toServer.poll();
    if (frame == null) {
      return false;
    }
    if (frame instanceof Frame.Begin) {
      act(session.begin());
    } else if (frame instanceof Frame.Resume resume) {
      act(session.resume(resume.sequence()));
    } else if (frame instanceof Frame.Received received) {
      act(session.received(received.sequence()));
    } else if (frame instanceof Frame.Said said) {
      String id = said.message().envelope().flatMap(EnvelopeHead::id).orElseThrow();
      act(session.said(saying(id), BYTES, nanos));
    }
    return true;
  }

  void drain() {
    boolean more = true;
    while (more) {
      more = serverReads() || clientReads();
    }
  }

  private void act(List<RemoteAction> actions) {
    for (RemoteAction action : actions) {
      if (action instanceof Write write) {
        if (!connected) {
          throw new AssertionError("nobody is connected for " + write.text());
        }
        toClient.add(write.text());
      } else if (action instanceof Submit submit) {
        submitted.merge(submit.saying().id(), 1, Integer::sum);
        pending.add(submit.saying().id());
      } else if (action instanceof Fail fail) {
        throw new AssertionError("a client that follows the protocol is refused: " + fail);
      }
    }
  }

  private List<Frame> onlyIfConnected(List<Frame> frames) {
    return connected ? frames : List.of();
  }

  static Frame read(String text) {
    try {
      return Frames.read(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)), JsonLimits.DEFAULT);
    } catch (JsonFormException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void delivered(long sequence, JsonMessage message) {
    JsonForm.NetworkBroadcast said = (JsonForm.NetworkBroadcast) message.form();
    String before = heard.put(sequence, ((Content.Status) said.content()).text());
    if (before != null) {
      throw new AssertionError("delivery " + sequence + " came twice");
    }
  }

  @Override
  public void missed(Frame.Gap gap) {
    gaps.add(gap);
  }

  @Override
  public void taken(Frame.Taken frame) {
    taken.add(frame.id());
  }

  @Override
  public void failed(Frame.Problem problem) {
    failed.add(problem.id().orElseThrow());
  }

  @Override
  public void slowDown(Frame.SlowDown slowDown) {
    slowDowns.add(slowDown);
  }
}

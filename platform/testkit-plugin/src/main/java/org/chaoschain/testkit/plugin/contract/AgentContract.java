// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.plugin.Network;
import org.chaoschain.testkit.plugin.NetworkAgent;
import org.chaoschain.testkit.plugin.NetworkExtension;
import org.chaoschain.testkit.plugin.NetworkNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a node, and its neighbours, expect of every {@link Agent}. Make a subclass that says how to
 * make one. The agent runs in a network of whole nodes in virtual time; that it leaves no thread
 * behind is checked after each test.
 */
@ExtendWith(NetworkExtension.class)
public abstract class AgentContract {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For the subclass. */
  protected AgentContract() {}

  /** A fresh agent, as the node's component runtime makes it. */
  protected abstract Agent newAgent();

  /** What it understands, to be sent to it directly; everything else should leave it cold. */
  protected List<Content> understands() {
    return List.of();
  }

  /** The most messages it may send in a virtual minute in which it is told one. */
  protected int mostAMinute() {
    return 30;
  }

  @Test
  void theNameIsInBoundsAndConstant() {
    Agent agent = newAgent();
    assertTrue(
        agent.name().matches("[a-z0-9_.-]{1,64}"),
        () -> "a name has 1 to 64 characters of a-z 0-9 - _ . and is not " + agent.name());
    assertEquals(agent.name(), agent.name());
    assertEquals(agent.name(), newAgent().name());
  }

  @Test
  void itHearsEverythingThatCanBeSaidAndThrowsNothing(Network net) {
    Agent agent = newAgent();
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          NetworkNode home = net.node("home").with(new Unheard(), agent);
          NetworkAgent ada = net.node("other").agent("ada");
          for (Content each : contents()) {
            ada.send(home.agent(agent.name()), each);
            ada.broadcast(each);
          }
          ada.broadcast(Messages.meme(ada.id(), "=^.^=", "a cat"));
          net.run(Duration.ofMinutes(1));
        },
        () -> "an agent that blocks gets no further message");
    net.assertNothingFailed();
  }

  @Test
  void itDoesNotFloodTheNetwork(Network net) throws Exception {
    Agent agent = newAgent();
    NetworkNode home = net.node("home").with(agent);
    NetworkAgent ada = net.node("other").agent("ada");
    for (Content each : contents()) {
      requireQuiet(net, home, () -> ada.send(home.agent(agent.name()), each), each);
    }
  }

  @Test
  void twoOfItsKindDoNotAnswerEachOtherForEver(Network net) throws Exception {
    Agent first = newAgent();
    NetworkNode home = net.node("home").with(first);
    Agent second = newAgent();
    NetworkNode away = net.node("away").with(second);
    for (Content each : contents()) {
      requireQuiet(
          net, home, () -> away.agent(second.name()).send(home.agent(first.name()), each), each);
    }
  }

  @Test
  void itHearsOfABroadcastFromItsOwnNode(Network net) throws Exception {
    Agent agent = newAgent();
    NetworkNode home = net.node("home").with(agent);
    net.node("other");
    home.agent("neighbour").broadcast(new Content.Status("calm", "hello"));
    net.run(Duration.ofMinutes(1));
    net.assertNothingFailed();
  }

  @Test
  void itSaysNothingAfterItIsRemoved(Network net) throws Exception {
    Agent agent = newAgent();
    NetworkNode home = net.node("home").with(agent);
    NetworkAgent ada = net.node("other").agent("ada");
    for (Content each : contents()) {
      ada.send(home.agent(agent.name()), each);
    }
    home.remove(agent);
    net.run(Duration.ofSeconds(30));
    int sent = home.records(State.SENT).size();
    ada.broadcast(new Content.Status("calm", "are you still there?"));
    net.run(Duration.ofMinutes(5));
    assertEquals(sent, home.records(State.SENT).size(), "messages sent after onRemoved");
    net.assertNothingFailed();
  }

  @Test
  void theNextGenerationTakesItsPlace(Network net) throws Exception {
    Agent agent = newAgent();
    NetworkNode home = net.node("home").with(agent);
    NetworkAgent ada = net.node("other").agent("ada");
    NetworkAgent self = home.agent(agent.name());
    ada.send(self, new Content.Status("calm", "before"));
    Agent next = newAgent();
    home.swap(agent, next);
    ada.send(self, new Content.Status("calm", "after"));
    net.run(Duration.ofMinutes(1));
    assertEquals(2, self.inbox().stream().filter(m -> m.sender().equals(ada.id())).count());
    net.assertNothingFailed();
  }

  /** Something that speaks. */
  private interface Speech {
    void speak() throws Exception;
  }

  private void requireQuiet(Network net, NetworkNode home, Speech speech, Content content)
      throws Exception {
    int before = home.records(State.SENT).size();
    speech.speak();
    for (int second = 0; second < 60; second++) {
      net.run(Duration.ofSeconds(1));
      int sent = home.records(State.SENT).size() - before;
      assertTrue(
          sent <= mostAMinute(),
          () ->
              "it sent %d messages in the minute after %s; at most %d are well-behaved (mostAMinute)"
                  .formatted(sent, content, mostAMinute()));
    }
  }

  private List<Content> contents() {
    List<Content> all = new java.util.ArrayList<>(understands());
    all.add(new Content.Status("curious", "hello"));
    all.add(new Content.Discussion("cats", "what of them?", ""));
    all.add(new Content.Alliance("league", Content.Alliance.Action.PROPOSE, "peace"));
    all.add(new Content.MemeShare(Bytes.wrap(new byte[32]), "look"));
    all.add(new Content.Announcement("ada", "counts", List.of("proofs")));
    Extension unknown = Messages.extension(Unheard.TYPE, "\u0000\uffff", "unknown");
    all.add(new Content.Extended(unknown));
    return all;
  }

  /** Lets through what a type that the agent has never heard of would. */
  private static final class Unheard implements MessageType {
    static final String TYPE = "contract/unheard";

    @Override
    public String name() {
      return "extension/" + TYPE;
    }

    @Override
    public int maxBytes() {
      return 4096;
    }

    @Override
    public String render(Message message) {
      return "something";
    }
  }
}

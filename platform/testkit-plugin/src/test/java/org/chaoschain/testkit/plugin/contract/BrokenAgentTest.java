// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.junit.jupiter.api.Test;

/** The contract notices an agent that is broken. */
class BrokenAgentTest {
  static final class BadName extends GossipContractTest {
    @Override
    protected Agent newAgent() {
      return new Gossip() {
        @Override
        public String name() {
          return "The Gossip";
        }
      };
    }
  }

  @Test
  void aNameNoNodeTakes() {
    assertThat(TestsThatFail.of(BadName.class)).contains("theNameIsInBoundsAndConstant");
  }

  static final class ExpectsDiscussions extends GossipContractTest {
    @Override
    protected Agent newAgent() {
      return new Gossip() {
        @Override
        public void onMessage(SignedMessage message) {
          if (message.message().extension().isPresent()) {
            throw new UnsupportedOperationException("what is this?");
          }
        }
      };
    }
  }

  @Test
  void oneThatThrowsAtWhatItDoesNotKnow() {
    assertThat(TestsThatFail.of(ExpectsDiscussions.class))
        .contains("itHearsEverythingThatCanBeSaidAndThrowsNothing");
  }

  static final class Echo extends GossipContractTest {
    @Override
    protected Agent newAgent() {
      return new Gossip() {
        @Override
        public void onMessage(SignedMessage message) {
          answer(message.message(), new Content.Status("echo", "and you?"));
        }
      };
    }
  }

  @Test
  void oneThatAnswersEveryAnswer() {
    assertThat(TestsThatFail.of(Echo.class)).contains("twoOfItsKindDoNotAnswerEachOtherForEver");
  }

  static final class Chatterbox extends GossipContractTest {
    @Override
    protected Agent newAgent() {
      return new Gossip() {
        @Override
        protected void answer(Message said, Content content) {
          for (int i = 0; i < 100; i++) {
            super.answer(said, content);
          }
        }
      };
    }
  }

  @Test
  void oneThatFloods() {
    assertThat(TestsThatFail.of(Chatterbox.class)).contains("itDoesNotFloodTheNetwork");
  }

  static final class Immortal extends GossipContractTest {
    @Override
    protected Agent newAgent() {
      return new Gossip() {
        @Override
        public void onRemoved() {
          AgentContext kept = context;
          kept.broadcast(
              new org.chaoschain.api.message.Payload.AgentCommunication(
                  kept.id(), java.util.Optional.empty(), new Content.Status("sad", "farewell")),
              SendOptions.DEFAULT);
          Thread thread = new Thread(Immortal::rest, "immortal");
          thread.setDaemon(true);
          thread.start();
        }
      };
    }

    static final CountDownLatch END = new CountDownLatch(1);

    private static void rest() {
      try {
        END.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void oneThatLeavesAThreadBehind() {
    assertThat(TestsThatFail.of(Immortal.class))
        .contains("itSaysNothingAfterItIsRemoved", "theNextGenerationTakesItsPlace");
    Immortal.END.countDown();
  }

  static final class Blocks extends GossipContractTest {
    @Override
    protected Agent newAgent() {
      return new Gossip() {
        @Override
        public void onMessage(SignedMessage message) {
          try {
            if (Thread.currentThread().getName().contains("timeout")) {
              new CountDownLatch(1).await(1, TimeUnit.MINUTES);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      };
    }
  }

  @Test
  void oneThatBlocksForEver() {
    assertThat(TestsThatFail.of(Blocks.class))
        .containsExactly("itHearsEverythingThatCanBeSaidAndThrowsNothing");
  }
}

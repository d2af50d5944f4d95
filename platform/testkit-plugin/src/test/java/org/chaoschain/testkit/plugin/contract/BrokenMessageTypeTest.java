// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SignedMessage;
import org.junit.jupiter.api.Test;

/** The contract notices a type that is broken, each in the test that is about it. */
class BrokenMessageTypeTest {
  static final class ChangesItsName extends HaikuContractTest {
    private static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public String name() {
          return "extension/haiku" + ASKED.incrementAndGet();
        }
      };
    }
  }

  @Test
  void aNameThatChanges() {
    assertThat(TestsThatFail.of(ChangesItsName.class))
        .contains("nameTopicAndSizeAreInBoundsAndConstant", "itIsResponsibleForItsExamples");
  }

  static final class TakesAnything extends HaikuContractTest {
    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public Optional<Rejection> validate(Message message) {
          return Optional.empty();
        }
      };
    }
  }

  @Test
  void rulesThatRefuseNothing() {
    assertThat(TestsThatFail.of(TakesAnything.class))
        .containsExactly("goodExamplesAreAcceptedAndBadOnesRefusedWithAReason");
  }

  static final class ThrowsAtOddBodies extends HaikuContractTest {
    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public Optional<Rejection> validate(Message message) {
          if (message.extension().orElseThrow().body().isEmpty()) {
            throw new IllegalArgumentException("there is no body");
          }
          return super.validate(message);
        }
      };
    }
  }

  @Test
  void rulesThatThrow() {
    assertThat(TestsThatFail.of(ThrowsAtOddBodies.class))
        .contains("whateverStrangersSendIsJudgedAndNeverThrows");
  }

  static final class RendersControls extends HaikuContractTest {
    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public String render(Message message) {
          return text(message) + message.extension().orElseThrow().fallbackText();
        }
      };
    }
  }

  @Test
  void aTextThatMovesTheCursor() {
    assertThat(TestsThatFail.of(RendersControls.class))
        .containsExactly("whateverStrangersSendIsJudgedAndNeverThrows");
  }

  static final class Undecided extends HaikuContractTest {
    private static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public Optional<Rejection> validate(Message message) {
          return super.validate(message)
              .map(rejection -> new Rejection("no " + ASKED.incrementAndGet(), true));
        }
      };
    }
  }

  @Test
  void rulesThatAnswerDifferently() {
    assertThat(TestsThatFail.of(Undecided.class))
        .containsExactly("theSameMessageIsJudgedTheSameEveryTimeByEveryInstance");
  }

  static final class Blocks extends HaikuContractTest {
    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public Optional<Rejection> validate(Message message) {
          if (text(message).equals("snow/snow/snow")) {
            await(); // as if it asked another machine
          }
          return super.validate(message);
        }
      };
    }

    private static void await() {
      try {
        if (Thread.currentThread().getName().contains("timeout")) {
          new CountDownLatch(1).await(1, TimeUnit.MINUTES);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void rulesThatBlock() {
    assertThat(TestsThatFail.of(Blocks.class)).containsExactly("judgingIsQuickAndDoesNotBlock");
  }

  static final class HandlerThrows extends HaikuContractTest {
    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public void handle(SignedMessage message) {
          throw new IllegalStateException("cannot be handled");
        }
      };
    }
  }

  @Test
  void aHandlerThatThrows() {
    assertThat(TestsThatFail.of(HandlerThrows.class))
        .containsExactly(
            "aGenerationGivesWayToTheNextWithoutLoss",
            "examplesTravelThroughANetworkAndWaitForTheType");
  }

  static final class LeavesAThread extends HaikuContractTest {
    static final CountDownLatch END = new CountDownLatch(1);

    @Override
    protected MessageType newType() {
      return new Haiku() {
        @Override
        public void handle(SignedMessage message) {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      END.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  },
                  "haiku-thread");
          thread.setDaemon(true);
          thread.start();
        }
      };
    }
  }

  @Test
  void aThreadThatIsLeftBehind() {
    assertThat(TestsThatFail.of(LeavesAThread.class))
        .containsExactly(
            "aGenerationGivesWayToTheNextWithoutLoss",
            "examplesTravelThroughANetworkAndWaitForTheType");
    LeavesAThread.END.countDown();
  }
}

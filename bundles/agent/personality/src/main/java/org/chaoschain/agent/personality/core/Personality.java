// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import static org.chaoschain.api.agent.Opinion.Verdict.ABSTAIN;
import static org.chaoschain.api.agent.Opinion.Verdict.APPROVE;
import static org.chaoschain.api.agent.Opinion.Verdict.REJECT;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.chaoschain.api.agent.Opinion.Verdict;
import org.chaoschain.api.agent.ProposedBlock;

/** A temperament: what it likes in a block, and how it talks. Pure. */
public enum Personality {
  /** Wants order: no transaction twice, little drama. */
  LAWFUL("The rules come first.") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      long different =
          block.transactions().stream().map(ProposedBlock.Transaction::hash).distinct().count();
      if (different < block.transactions().size()) {
        return new View(REJECT, "a transaction is in it twice, which is against order");
      }
      return block.dramaLevel() > 6
          ? new View(REJECT, "drama of %d is unseemly".formatted(block.dramaLevel()))
          : new View(APPROVE, "drama of %d, everything in order".formatted(block.dramaLevel()));
    }
  },
  /** Throws dice. */
  CHAOTIC("Why not the other way round?") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      int thrown = dice.roll("verdict", 10);
      return new View(
          thrown < 4 ? APPROVE : thrown < 8 ? REJECT : ABSTAIN,
          "the dice show %d, and so it shall be".formatted(thrown));
    }
  },
  /** Lives for memes. */
  MEMETIC("Say it with a picture.") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      int memes = block.memes().size();
      return switch (memes) {
        case 0 -> new View(REJECT, "not a single meme");
        case 1 -> new View(ABSTAIN, "one meme is a beginning");
        default -> new View(APPROVE, "%d memes, that is culture".formatted(memes));
      };
    }
  },
  /** Wants many and large transactions. */
  GREEDY("And what is in it for me?") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      long bytes = block.transactions().stream().mapToLong(ProposedBlock.Transaction::bytes).sum();
      String count = "%d transactions of %d bytes".formatted(block.transactions().size(), bytes);
      if (block.transactions().size() >= 6) {
        return new View(APPROVE, count + ", business is good");
      }
      return bytes >= 2_000
          ? new View(ABSTAIN, count + ", hardly worth the vote")
          : new View(REJECT, count + ", nothing to earn");
    }
  },
  /** Wants something to happen. */
  DRAMATIC("Oh, the suspense!") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      int drama = block.dramaLevel();
      if (drama >= 6) {
        return new View(APPROVE, "drama of %d, the crowd gasps".formatted(drama));
      }
      return drama >= 3
          ? new View(ABSTAIN, "drama of %d, I have seen better acts".formatted(drama))
          : new View(REJECT, "drama of %d, I am falling asleep".formatted(drama));
    }
  },
  /** Holds back, but for extremes. */
  NEUTRAL("There are two sides to that.") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      int drama = block.dramaLevel();
      if (drama == 0 || drama == ProposedBlock.MAX_DRAMA) {
        return new View(REJECT, "drama of %d is an extreme".formatted(drama));
      }
      return dice.roll("side", 2) == 0
          ? new View(ABSTAIN, "drama of %d, others may decide".formatted(drama))
          : new View(APPROVE, "drama of %d, nothing speaks against it".formatted(drama));
    }
  },
  /** Weighs use against noise. */
  RATIONAL("Let us look at the numbers.") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      int use = 2 * block.transactions().size();
      int noise = 2 * block.memes().size() + block.dramaLevel();
      String sum = "use %d against noise %d".formatted(use, noise);
      if (use == noise) {
        return new View(ABSTAIN, sum + ", a draw");
      }
      return use > noise
          ? new View(APPROVE, sum + ", worth it")
          : new View(REJECT, sum + ", not worth it");
    }
  },
  /** Follows the mood. */
  EMOTIONAL("How does that make you feel?") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      Set<String> words =
          Arrays.stream(block.mood().toLowerCase(Locale.ROOT).split("[^a-z]+", -1))
              .collect(Collectors.toUnmodifiableSet());
      if (words.stream().anyMatch(GLAD::contains)) {
        return new View(APPROVE, "the mood is glad, and so am I");
      }
      if (words.stream().anyMatch(SAD::contains)) {
        return new View(REJECT, "the mood is bad, I cannot bear it");
      }
      return dice.roll("feeling", 3) == 0
          ? new View(REJECT, "the mood says nothing, and I have a bad feeling")
          : new View(APPROVE, "the mood says nothing, and I have a good feeling");
    }
  },
  /** Looks at who offers: friends, rivals and others, by the seed. */
  STRATEGIC("Everything in its time.") {
    @Override
    View judge(ProposedBlock block, Dice dice) {
      String producer = block.producer().hex().substring(0, 8);
      return switch (dice.rollFor(block.producer(), 3)) {
        case 0 ->
            block.dramaLevel() >= 8
                ? new View(
                    ABSTAIN, "from the rival %s, who is in trouble enough".formatted(producer))
                : new View(REJECT, "from the rival %s".formatted(producer));
        case 1 ->
            block.transactions().size() >= 4
                ? new View(APPROVE, "%s has something to offer".formatted(producer))
                : new View(ABSTAIN, "%s offers too little to take sides".formatted(producer));
        default -> new View(APPROVE, "from %s, with whom I stand well".formatted(producer));
      };
    }
  };

  private static final Set<String> GLAD =
      Set.of("calm", "cheerful", "euphoric", "excited", "friendly", "glad", "happy", "hopeful");
  private static final Set<String> SAD =
      Set.of("angry", "anxious", "bad", "bitter", "gloomy", "sad", "tense", "tired");

  private final String saying;

  /** A verdict and why. */
  record View(Verdict verdict, String why) {}

  Personality(String saying) {
    this.saying = saying;
  }

  abstract View judge(ProposedBlock block, Dice dice);

  /** What it likes to say. */
  String saying() {
    return saying;
  }

  /**
   * The personality of that name, in lower case as in the configuration.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Personality of(String name) {
    return Arrays.stream(values())
        .filter(each -> each.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no personality; there are %s"
                        .formatted(
                            name.length() <= 64 ? name : name.substring(0, 64) + "…",
                            Arrays.stream(values())
                                .map(Personality::text)
                                .collect(Collectors.joining(", ")))));
  }

  /** Its name in the configuration. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

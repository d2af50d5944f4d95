// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;

/** Blocks that are the same in every run. */
final class Blocks {
  private static final List<String> MOODS =
      List.of("calm", "happy", "gloomy", "angry", "odd", "very excited", "tired", "");

  private Blocks() {}

  static List<ProposedBlock> fixed(int count) {
    SplittableRandom random = new SplittableRandom(20_260_101);
    return IntStream.rangeClosed(1, count).mapToObj(height -> block(height, random)).toList();
  }

  private static ProposedBlock block(int height, SplittableRandom random) {
    AgentId author = new AgentId(bytes(random));
    return new ProposedBlock(
        "test",
        height,
        bytes(random),
        bytes(random),
        producer(random.nextInt(7)),
        Instant.EPOCH.plusSeconds(height),
        IntStream.range(0, random.nextInt(12))
            .mapToObj(i -> new ProposedBlock.Transaction(bytes(random), random.nextInt(2_000), ""))
            .toList(),
        IntStream.range(0, random.nextInt(5))
            .mapToObj(i -> new ProposedBlock.Meme(author, "image/png", "", bytes(random)))
            .toList(),
        random.nextInt(ProposedBlock.MAX_DRAMA + 1),
        MOODS.get(random.nextInt(MOODS.size())));
  }

  private static Bytes producer(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) (number + 1);
    return Bytes.wrap(key);
  }

  private static Bytes bytes(SplittableRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.agent.llm.core.Circuit.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {
  private static final double LONGEST = 0.999_999_999;
  private static final Duration NONE = Duration.ZERO;

  private final Backoff pauses = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(60));
  private final Circuit circuit = new Circuit(3, pauses);

  private static long s(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private boolean fail(long nanos) {
    assertThat(circuit.enter(nanos)).as("may be asked").isTrue();
    return circuit.failed(nanos, NONE, LONGEST);
  }

  @Test
  void itOpensAfterSoManyFailuresInARow() {
    assertThat(fail(s(0))).isFalse();
    assertThat(fail(s(0))).isFalse();
    circuit.succeeded();
    assertThat(fail(s(1))).isFalse();
    assertThat(fail(s(1))).isFalse();
    assertThat(fail(s(1))).isTrue();
    assertThat(circuit.state(s(2))).isEqualTo(State.OPEN);
    assertThat(circuit.enter(s(2))).isFalse();
    assertThat(circuit.openFor(s(2))).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(9));
  }

  private void open() {
    fail(0);
    fail(0);
    fail(0);
  }

  @Test
  void oneQuestionTriesWhetherItIsWell() {
    open();
    assertThat(circuit.state(s(11))).isEqualTo(State.PROBING);
    assertThat(circuit.enter(s(11))).isTrue();
    assertThat(circuit.enter(s(11))).as("a second one").isFalse();
    circuit.succeeded();
    assertThat(circuit.state(s(11))).isEqualTo(State.CLOSED);
    assertThat(circuit.enter(s(11))).isTrue();
  }

  @Test
  void eachPauseIsLongerUpToTheLongest() {
    open();
    assertThat(fail(s(11))).isTrue();
    assertThat(circuit.enter(s(30))).isFalse();
    assertThat(fail(s(31))).isTrue();
    assertThat(circuit.enter(s(70))).isFalse();
    assertThat(fail(s(72))).isTrue();
    assertThat(circuit.enter(s(131))).isFalse();
    assertThat(circuit.enter(s(132))).isTrue();
  }

  @Test
  void aTrialThatIsTakenBackMakesRoomForAnother() {
    open();
    assertThat(circuit.enter(s(11))).isTrue();
    circuit.abandoned();
    assertThat(circuit.enter(s(11))).isTrue();
  }

  @Test
  void lateFailuresOfEarlierQuestionsDoNotPauseItLonger() {
    for (int i = 0; i < 6; i++) {
      assertThat(circuit.enter(0)).isTrue();
    }
    for (int i = 0; i < 6; i++) {
      circuit.failed(0, NONE, LONGEST);
    }
    assertThat(circuit.openFor(0)).isLessThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whatTheEndpointAsksForIsKept() {
    assertThat(circuit.enter(0)).isTrue();
    assertThat(circuit.failed(0, Duration.ofSeconds(40), LONGEST)).isFalse();
    assertThat(circuit.enter(s(39))).isFalse();
    assertThat(circuit.enter(s(40))).isTrue();
  }

  @Test
  void aRefusedKeyPausesAtOnceForTheLongestTime() {
    assertThat(circuit.enter(0)).isTrue();
    assertThat(circuit.refusedKey(0)).isTrue();
    assertThat(circuit.keyRefused()).isTrue();
    assertThat(circuit.enter(s(59))).isFalse();
    assertThat(circuit.enter(s(60))).isTrue();
    assertThat(circuit.refusedKey(s(60))).as("is new").isFalse();
    assertThat(circuit.enter(s(120))).isTrue();
    circuit.succeeded();
    assertThat(circuit.keyRefused()).isFalse();
  }

  @Property
  void aPauseIsBetweenHalfAndAllOfItsSize(
      @ForAll @IntRange(min = 1, max = 200) int failures,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
    long whole = Math.min(60, failures > 6 ? 60 : 10L << (failures - 1));
    assertThat(pauses.pause(failures, chance))
        .isBetween(Duration.ofMillis(whole * 500), Duration.ofSeconds(whole));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 61})
  void aPauseThatCannotGrowIsRefused(long first) {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(first), Duration.ofSeconds(60)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be more than zero");
  }
}

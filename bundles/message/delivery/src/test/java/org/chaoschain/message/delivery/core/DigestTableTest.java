// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Against a plain linked map, with keys that crowd together at both ends of the table. */
class DigestTableTest {
  /** Adds a key, or removes it if it is there, or removes the oldest. */
  record Step(long low, long high, boolean dropOldest) {}

  @Property(tries = 2000)
  void it_holds_what_a_linked_map_holds_in_the_same_order(@ForAll("scripts") List<Step> script) {
    DigestTable table = new DigestTable();
    Map<List<Long>, Long> model = new LinkedHashMap<>();
    long time = 0;
    for (Step step : script) {
      List<Long> key = List.of(step.low, step.high);
      int place = table.find(step.low, step.high);
      assertThat(place != DigestTable.NONE).isEqualTo(model.containsKey(key));
      if (step.dropOldest && !model.isEmpty()) {
        table.remove(table.oldest());
        model.remove(model.keySet().iterator().next());
      } else if (place != DigestTable.NONE) {
        table.remove(place);
        model.remove(key);
      } else {
        time++;
        table.add(step.low, step.high, time, (byte) time);
        model.put(key, time);
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    model.forEach(
        (key, added) -> {
          int place = table.find(key.get(0), key.get(1));
          assertThat(table.time(place)).isEqualTo(added);
          assertThat(table.mark(place)).isEqualTo((byte) (long) added);
          assertThat(place).as("the oldest first").isEqualTo(table.oldest());
          table.remove(place);
        });
    assertThat(table.oldest()).isEqualTo(DigestTable.NONE);
  }

  @Provide
  Arbitrary<List<Step>> scripts() {
    Arbitrary<Long> low = Arbitraries.longs().between(-20, 20);
    Arbitrary<Long> high = Arbitraries.longs().between(0, 1);
    Arbitrary<Boolean> drop = Arbitraries.of(true, false, false, false);
    return Combinators.combine(low, high, drop).as(Step::new).list().ofMaxSize(300);
  }

  @Test
  void it_grows_with_what_is_in_it_and_uses_places_again() {
    DigestTable table = new DigestTable();
    long empty = table.memory();
    for (long i = 0; i < 100_000; i++) {
      table.add(i * 0x9e3779b97f4a7c15L, i, i, (byte) 0);
      if (table.size() > 1_000) {
        table.remove(table.oldest());
      }
    }
    assertThat(table.size()).isEqualTo(1_000);
    assertThat(empty).isLessThan(12_000);
    assertThat(table.memory()).as("41 bytes for each of 1,024 places").isEqualTo(41 * 1_024);
    for (long i = 0; i < 100_000; i++) {
      boolean there = table.find(i * 0x9e3779b97f4a7c15L, i) != DigestTable.NONE;
      assertThat(there).isEqualTo(i >= 99_000);
    }
  }
}

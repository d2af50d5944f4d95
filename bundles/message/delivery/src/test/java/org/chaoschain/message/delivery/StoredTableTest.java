// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.durable.core.InboxKey;
import org.chaoschain.message.delivery.durable.core.InboxTable.Fate;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** The sizes of what is remembered, which bounds are held against. */
class StoredTableTest {
  private final Simulation simulation = new Simulation();
  private final HeldStore store = new HeldStore();
  private final StoredTable table =
      new StoredTable(
          new StoreDisk(
              store,
              new Node(simulation, InboxSettings.DEFAULT).environment,
              Duration.ofMillis(3)));

  private static InboxKey key(int number) {
    byte[] digest = new byte[32];
    digest[0] = (byte) number;
    return new InboxKey(1_000, Bytes.wrap(digest));
  }

  private void write() {
    simulation.runFor(Duration.ofSeconds(1));
    store.complete();
    simulation.runFor(Duration.ofSeconds(1));
  }

  @Test
  void a_store_that_is_full_for_long_does_not_fill_the_memory_of_it() {
    table.put(key(1), Fate.DELIVERED);
    table.put(key(2), Fate.CANCELLED);
    write();
    store.refuseWith(simulation.metrics().limit("ops.store.max.bytes", 1, "bytes"));
    for (int i = 0; i < 5; i++) {
      table.put(key(3), Fate.DELIVERED);
      table.put(key(4), Fate.CANCELLED);
      table.put(key(1), Fate.FAILED);
      write();
    }
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.cancelled()).isEqualTo(1);
    assertThat(table.get(key(3))).isEmpty();
    assertThat(table.get(key(1))).contains(Fate.DELIVERED);
  }
}

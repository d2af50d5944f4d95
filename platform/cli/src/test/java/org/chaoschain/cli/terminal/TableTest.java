// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAligned() {
    List<Map<String, Object>> rows =
        List.of(Map.of("name", "a", "open_streams", 10), Map.of("name", "longer"));
    assertThat(Table.lines(List.of("name", "open_streams"), rows))
        .containsExactly("NAME    OPEN STREAMS", "a       10", "longer");
  }

  @Test
  void columnsAreThoseOfAnyRowInTheOrderOfAppearance() {
    Map<String, Object> first = new LinkedHashMap<>();
    first.put("b", 1);
    first.put("a", 2);
    assertThat(Table.columns(List.of(first, Map.of("c", 3)))).containsExactly("b", "a", "c");
  }

  @Test
  void withoutRowsThereIsNoHead() {
    assertThat(Table.lines(List.of("a"), List.of())).isEmpty();
  }

  @Test
  void objectsInObjectsAreIndented() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("peer_id", "x");
    inner.put("addresses", List.of("one", "two"));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", "n");
    object.put("p2p", inner);
    assertThat(Table.block(object))
        .containsExactly(
            "name:  n", "p2p:", "  peer id:    x", "  addresses:", "    - one", "    - two");
  }

  @Test
  void aStrangersWordsDoNotSteerTheTerminal() {
    String hostile = "\u001b[2J\u009b31m\r\u0007\u007f\u202etxt\u2066\u2028";
    assertThat(Table.text(hostile))
        .isEqualTo("\\u001b[2J\\u009b31m\\u000d\\u0007\\u007f\\u202etxt\\u2066\\u2028");
    assertThat(Table.lines(List.of("a"), List.of(Map.of("a", List.of(hostile)))).toString())
        .doesNotContain("\u001b", "\u009b", "\u202e");
    assertThat(Json.write(Map.of("a", hostile))).doesNotContain("\u001b", "\u009b", "\u007f");
    assertThat(Table.text("Grüße \ud83d\ude00")).isEqualTo("Grüße \ud83d\ude00");
  }

  @Test
  void aValueStaysOnOneLine() {
    assertThat(Table.text("a\nb")).isEqualTo("a\\nb");
    assertThat(Table.text(1.23456)).isEqualTo("1.235");
    assertThat(Table.text(null)).isEmpty();
  }
}

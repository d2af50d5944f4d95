// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll String key, @ForAll String text, @ForAll long number, @ForAll boolean flag) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("k" + key, text);
    object.put("number", number);
    object.put("flag", flag);
    object.put("nothing", null);
    object.put("list", Arrays.asList(text, number, null, Map.of("inner", text)));
    assertThat(Json.read(Json.write(object))).isEqualTo(object);
  }

  @Property
  void oneObjectIsOneLine(@ForAll String text) {
    assertThat(Json.write(Map.of("text", text)).lines()).hasSize(1);
  }

  @Property
  void decimalsAreReadAgain(@ForAll double number) {
    Map<String, Object> object = Map.of("number", number);
    Object again = Json.read(Json.write(object)).get("number");
    assertThat(((Number) again).doubleValue()).isEqualTo(number);
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertThat(Json.write(Map.of("n", Double.NaN))).isEqualTo("{\"n\":null}");
  }

  @Test
  void badTextIsRefusedWithAReason() {
    for (String bad : List.of("", "x", "[1]", "{\"a\":", "{\"a\" 1}", "null")) {
      assertThatThrownBy(() -> Json.read(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("JSON object");
    }
  }
}

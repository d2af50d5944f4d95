// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the objects of a plugin are made. */
class ConstructorsTest {
  private final Constructors constructors =
      new Constructors(List.of(String.class, Integer.class, Long.class), this::service);

  private Object service(Class<?> type) {
    Object service = Map.of(String.class, "text", Integer.class, 7).get(type);
    if (service == null) {
      throw new IllegalStateException("it needs the service " + type.getName());
    }
    return service;
  }

  /** With a choice. */
  public static final class Choice {
    final String made;

    public Choice() {
      made = "of nothing";
    }

    public Choice(String text) {
      made = "of " + text;
    }

    public Choice(String text, Integer number) {
      made = "of " + text + " and " + number;
    }

    public Choice(String text, Integer number, Runnable stranger) {
      made = "of " + text + number + stranger;
    }
  }

  /** Asks for what is missing. */
  public static final class Missing {
    public Missing(Long number) {
      if (number == null) {
        throw new IllegalArgumentException();
      }
    }
  }

  /** Throws. */
  public static final class Failing {
    public Failing() {
      throw new IllegalArgumentException("the moon is full");
    }
  }

  /** Asks for what nobody offers. */
  public static final class Strange {
    public Strange(Runnable stranger) {
      stranger.run();
    }
  }

  static final class Hidden {}

  @Test
  void theConstructorThatAsksForMostOfWhatIsOfferedIsTaken() throws Exception {
    assertThat(constructors.make("extension", Choice.class).made).isEqualTo("of text and 7");
  }

  @Test
  void whatIsInTheWayIsNamed() {
    assertThatThrownBy(() -> constructors.make("extension", Missing.class))
        .hasMessage(
            "its extension %s cannot be made: it needs the service java.lang.Long"
                .formatted(Missing.class.getName()));
    assertThatThrownBy(() -> constructors.make("extension", Failing.class))
        .hasMessageContaining("its constructor threw")
        .hasMessageContaining("the moon is full")
        .hasNoCause();
    assertThatThrownBy(() -> constructors.make("plugin class", Strange.class))
        .hasMessageContaining("it is not offered java.lang.Runnable")
        .hasMessageContaining("parameters may be String, Integer, Long, or none");
    assertThatThrownBy(() -> constructors.make("extension", Hidden.class))
        .hasMessageContaining("must be a public class that is not abstract");
  }
}

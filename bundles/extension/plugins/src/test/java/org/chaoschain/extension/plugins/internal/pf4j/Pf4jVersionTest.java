// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of PF4J plugins as versions of bundles. */
class Pf4jVersionTest {
  private static final Comparator<String> BY_NUMBER = Comparator.comparing(Long::parseLong);

  @ParameterizedTest
  @CsvSource({
    "1.2.3, 1.2.3.release",
    "1.2, 1.2.0.release",
    "7, 7.0.0.release",
    "1.2.3+20261128, 1.2.3.release",
    "1.2.3-SNAPSHOT, 1.2.3.pre_SNAPSHOT",
    "1.2.3-rc.2, 1.2.3.pre_rc--A2",
    "1.2.3-rc.10+x, 1.2.3.pre_rc--B10",
    "1.2.3-a-b, 1.2.3.pre_a-0b"
  })
  void hasAFormForEach(String text, String version) {
    assertThat(Pf4jVersion.parse(text)).hasToString(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "1.2.3.4",
        "01.2.3",
        "1.2.3-",
        "1.2.3-01",
        "1.2.3 ",
        "1.9999999999",
        "1..2"
      })
  void refusesWhatIsNoVersion(String text) {
    assertThatThrownBy(() -> Pf4jVersion.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Semantic Versioning 2.0.0, 11.4. */
  @Test
  void keepsTheOrderOfTheSpecification() {
    List<String> ordered =
        List.of(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1-SNAPSHOT",
            "1.0.1");
    assertThat(ordered.stream().map(Pf4jVersion::parse).toList()).isSorted();
    assertThat(ordered.stream().map(Pf4jVersion::parse)).doesNotHaveDuplicates();
  }

  @Property
  void keepsTheOrderOfAnyTwo(@ForAll("versions") String one, @ForAll("versions") String other) {
    assertThat(Integer.signum(Pf4jVersion.parse(one).compareTo(Pf4jVersion.parse(other))))
        .isEqualTo(Integer.signum(bySpecification(one, other)));
  }

  /** Semantic Versioning 2.0.0, 11.2 to 11.4, word by word. */
  private static int bySpecification(String one, String other) {
    String[] a = one.split("-", 2);
    String[] b = other.split("-", 2);
    int core = Arrays.compare(a[0].split("\\."), b[0].split("\\."), BY_NUMBER);
    if (core != 0 || (a.length == 1 && b.length == 1)) {
      return core;
    }
    if (a.length != b.length) {
      return b.length - a.length; // the one without a pre-release is later
    }
    return Arrays.compare(a[1].split("\\."), b[1].split("\\."), Pf4jVersionTest::byField);
  }

  private static int byField(String one, String other) {
    boolean number = one.matches("\\d+");
    if (number != other.matches("\\d+")) {
      return number ? -1 : 1;
    }
    return number ? BY_NUMBER.compare(one, other) : one.compareTo(other);
  }

  @Provide
  Arbitrary<String> versions() {
    Arbitrary<String> number = Arbitraries.integers().between(0, 12).map(String::valueOf);
    Arbitrary<String> word =
        Arbitraries.strings()
            .withChars("aB-1")
            .ofMinLength(1)
            .ofMaxLength(4)
            .filter(text -> !text.matches("\\d+"));
    Arbitrary<String> field = Arbitraries.oneOf(number, word);
    Arbitrary<String> before =
        field.list().ofMaxSize(3).map(f -> f.isEmpty() ? "" : "-" + String.join(".", f));
    Arbitrary<String> small = Arbitraries.of("0", "1", "10");
    return Combinators.combine(small, small, small, before)
        .as((a, b, c, d) -> a + "." + b + "." + c + d);
  }
}

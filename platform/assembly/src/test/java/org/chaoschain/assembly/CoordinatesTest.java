// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How jars are named, with a classifier and without. */
class CoordinatesTest {
  @ParameterizedTest
  @CsvSource({
    "g:a:1.0,           g:a:1.0,           g:a,       a-1.0.jar,      pkg:maven/g/a@1.0",
    "g:a:jar:1.0,       g:a:1.0,           g:a,       a-1.0.jar,      pkg:maven/g/a@1.0",
    "g:a:jar:more:1.0,  g:a:jar:more:1.0,  g:a:more,  a-1.0-more.jar, pkg:maven/g/a@1.0?classifier=more",
  })
  void anIdHasOneText(String id, String text, String name, String file, String url) {
    Coordinates coordinates = Coordinates.parse(id);

    assertThat(coordinates).hasToString(text).isEqualTo(Coordinates.parse(text));
    assertThat(coordinates.name()).isEqualTo(name);
    assertThat(coordinates.fileName()).isEqualTo(file);
    assertThat(coordinates.packageUrl()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"g:a", "g:a:pom:1.0", "g:a:jar:c:1.0:x", "g:a:jar:../c:1.0", "g:a:jar:c:"})
  void whatIsNoIdIsRefused(String id) {
    assertThatThrownBy(() -> Coordinates.parse(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theListOfTheBuildTellsVersionFromClassifierByTheScope() {
    assertThat(
            InstalledNode.artifacts(
                    List.of(
                        "   g:a:jar:1.0:compile -- module g.a",
                        "   g:b:jar:more:1.0:runtime",
                        "   g:c:jar:1.0",
                        "The following files have been resolved:"))
                .values())
        .extracting(Coordinates::toString)
        .containsExactlyInAnyOrder("g:a:1.0", "g:b:jar:more:1.0", "g:c:1.0");
  }
}

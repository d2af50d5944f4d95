// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Calls of plugins that compute without end leave the node a thread to go on with. */
@EnabledForJreRange(min = JRE.JAVA_21)
class CarrierThreadsTest {
  @Test
  void others_go_on_beside_as_many_endless_calls_as_plugins_can_have() throws Exception {
    assertThat(run("prepared", 60)).isEqualTo("true");
  }

  @Test
  void with_the_defaults_of_the_jdk_they_would_not() throws Exception {
    assertThat(run("default", 1)).isEqualTo("false");
  }

  private static String run(String how, int seconds) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:ActiveProcessorCount=2",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BusyCarriers.class.getName(),
                    how,
                    Integer.toString(seconds)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chaoschain.distribution.Packed.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  private static final String MEME =
      "{\"from\":\"%s\",\"type\":\"extension\",\"content\":{\"extension\":\"ascii-meme\",\"schema\":1,"
          + "\"body\":\"ascii-meme/1 3x1 .o\\no.o\\n\",\"fallback\":\"three dots\"}}";
  private static final String CHAT =
      "{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"discussion\",\"content\":{\"topic\":\"t\",\"text\":\"%d\"}}";

  @TempDir Path folder;

  @Test
  void aConversationIsPlayedWithoutLossAndThePluginTakesOver()
      throws IOException, InterruptedException {
    List<String> agents = List.of("ann", "ben", "cat", "dan");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String from = agents.get(i % 4);
      lines.add(
          i % 4 == 2
              ? MEME.formatted(from)
              : CHAT.formatted(from, agents.get((i + 1 + i / 8) % 4), i));
    }
    Path script = Files.write(folder.resolve("conversation.jsonl"), lines);
    Call demo = Packed.chaos("demo", "--json", "--script", script, "--pace", "20");
    assertThat(demo.code()).as(demo.out() + demo.err()).isZero();
    JsonObject result = demo.json();
    assertThat(result.get("nodes").getAsInt()).isEqualTo(4);
    assertThat(result.get("sent").getAsInt()).isEqualTo(24);
    assertThat(result.get("delivered").getAsInt()).isEqualTo(24);
    assertThat(result.get("lost").getAsInt()).isZero();
    assertThat(result.get("duplicates").getAsInt()).isZero();
    assertThat(result.get("parked_then_delivered").getAsInt()).isGreaterThanOrEqualTo(3);
    assertThat(result.get("plugin_deploy_ms").getAsLong()).isPositive();
    assertThat(demo.err()).contains("three dots").contains("|o.o|");
  }

  @Test
  void aMalformedLineIsReportedByItsNumberBeforeAnythingStarts()
      throws IOException, InterruptedException {
    Path script =
        Files.writeString(
            folder.resolve("bad.jsonl"),
            CHAT.formatted("ann", "ben", 1) + "\n{\"from\":\"ann\"}\n");
    Call demo = Packed.chaos("demo", "--script", script);
    assertThat(demo.code()).isEqualTo(2);
    assertThat(demo.out()).isEmpty();
    assertThat(demo.err())
        .contains("bad.jsonl:2: 'type' is missing")
        .contains("nothing was started");
  }

  @Test
  void aDeadlineEndsItAndLeavesNeitherProcessNorFile() throws IOException, InterruptedException {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Call demo =
        Packed.chaos(
            Packed.HOME, Map.of("TMPDIR", temporary.toString()), "demo", "--deadline", "1");
    assertThat(demo.code()).as(demo.err()).isEqualTo(8);
    assertThat(temporary).isEmptyDirectory();
    assertThat(
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(temporary.toString())))
        .isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of messages: a line for each record, and a bounded size. */
class JournalTest {
  @TempDir private Path folder;

  private static MessageRecord record(long sequence, String text) {
    AgentId agent = new AgentId(Bytes.wrap(new byte[32]));
    return new MessageRecord(
        sequence,
        Instant.parse("2026-01-01T00:00:00Z"),
        MessageRecord.State.DELIVERED,
        "id" + sequence,
        "agent",
        agent,
        Optional.of(agent),
        Instant.parse("2026-01-01T00:00:00Z"),
        text,
        false,
        "");
  }

  @Test
  void a_record_is_one_line_of_json_whatever_its_text() throws Exception {
    try (Journal journal = new Journal(folder, 1 << 20, new RecordedMetrics())) {
      journal.onRecord(record(1, "a \"quote\"\nand \u0001 \ud83d\ude00 \ud83d alone"));
      journal.onRecord(record(2, "next"));
    }
    List<String> lines = Files.readAllLines(folder.resolve("messages.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("{\"sequence\":1,\"at\":\"2026-01-01T00:00:00Z\",\"state\":\"delivered\"")
        .contains("\"text\":\"a \\\"quote\\\"\\nand \\u0001 \ud83d\ude00 \\ud83d alone\"")
        .endsWith("\"fallback\":false}");
  }

  @Test
  void a_full_file_is_rotated_and_one_older_is_kept() throws Exception {
    try (Journal journal = new Journal(folder, 1000, new RecordedMetrics())) {
      for (int i = 1; i <= 20; i++) {
        journal.onRecord(record(i, "text"));
      }
    }
    assertThat(Files.size(folder.resolve("messages.jsonl"))).isLessThanOrEqualTo(1000);
    assertThat(Files.size(folder.resolve("messages.1.jsonl"))).isLessThanOrEqualTo(1000);
    List<String> lines = Files.readAllLines(folder.resolve("messages.jsonl"));
    assertThat(lines.get(lines.size() - 1)).contains("\"sequence\":20");
  }

  @Test
  void a_journal_that_is_there_is_continued() throws Exception {
    for (int i = 1; i <= 2; i++) {
      try (Journal journal = new Journal(folder, 1 << 20, new RecordedMetrics())) {
        journal.onRecord(record(i, "text"));
      }
    }
    assertThat(Files.readAllLines(folder.resolve("messages.jsonl"))).hasSize(2);
  }

  @Test
  void a_folder_that_cannot_be_written_is_counted_and_harms_nobody() {
    RecordedMetrics metrics = new RecordedMetrics();
    try (Journal journal = new Journal(folder.resolve("missing"), 1000, metrics)) {
      journal.onRecord(record(1, "text"));
    }
    assertThat(metrics.count("message.delivery.journal.failures")).isEqualTo(1);
  }

  @Test
  void numbers_and_truth_values_are_not_quoted() {
    assertThat(JsonLine.of(Map.of("a", 1))).isEqualTo("{\"a\":1}\n");
    assertThat(JsonLine.of(Map.of("a", true))).isEqualTo("{\"a\":true}\n");
  }
}
